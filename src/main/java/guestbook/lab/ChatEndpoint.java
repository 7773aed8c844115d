package guestbook.lab;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Fault;
import guestbook.book.Json;
import guestbook.edge.Incoming;
import guestbook.edge.Limits;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A chat: what one client sends, everybody who is there gets, the sender too. */
@ServerEndpoint(value = "/socket", configurator = PlainHandshake.class)
public class ChatEndpoint {
    /** The longest message that a client may send, in characters. */
    static final int MESSAGE_LIMIT = 2_000;

    private static final String ARRAY = "{\"serverArray\":[\"hello\",\"from\",\"server\"]}";
    private static final Set<DemoClient> VISITORS = ConcurrentHashMap.newKeySet();

    private final Incoming incoming = Incoming.ofCharacters(MESSAGE_LIMIT);
    private Limits.Connection limits = Limits.NONE;
    private @Nullable DemoClient visitor;

    @OnOpen
    public void open(Session session) throws IOException {
        if (!Lab.admit(session)) return;
        Lab.open().ifPresent(lab -> limits = lab.limits().connection(""));
        visitor = new DemoClient(session);
        VISITORS.add(visitor);
    }

    @OnMessage
    public void text(Session session, String part, boolean last) throws IOException {
        var sender = visitor;
        if (sender == null) return;
        var whole = incoming.text(session, part, last);
        if (whole.isEmpty()) return;
        Lab.open().ifPresent(lab -> lab.hear(session));
        var wait = limits.say();
        if (wait.isPresent())
            sender.send(Json.text(Json.object().set("errors", Json.errors(List.of(Fault.tooMany(wait.getAsLong()))))));
        else Json.object(whole.get()).ifPresentOrElse(sent -> pass(sender, sent), () -> sender.send(fault()));
    }

    @OnClose
    public void closed(Session session) {
        incoming.end();
        if (visitor != null) VISITORS.remove(visitor);
        Lab.open().ifPresent(lab -> lab.leave(session));
    }

    /** The connection was lost, or broke the protocol; the server ends it. */
    @OnError
    public void failed(Session session, Throwable failure) {
        closed(session);
        Incoming.cutOff(session);
    }

    /** An array in a message is answered with the server's own, which shows that JSON carries more than words. */
    private static void pass(DemoClient sender, JsonNode sent) {
        var username = sent.path("username");
        var words = sent.path("message");
        if (username.isTextual() && words.isTextual()) {
            var passed =
                    Json.text(Json.object().put("username", username.asText()).put("message", words.asText()));
            for (var visitor : VISITORS) visitor.send(passed);
        } else {
            var carriesArray = StreamSupport.stream(sent.spliterator(), false).anyMatch(JsonNode::isArray);
            sender.send(carriesArray ? ARRAY : fault());
        }
    }

    private static String fault() {
        return "{\"errors\":[{\"field\":\"\",\"code\":\"not_a_message\",\"msg\":"
                + "\"Send {\\\"username\\\":…,\\\"message\\\":…}, or {\\\"clientArray\\\":[…]}.\"}]}";
    }
}
