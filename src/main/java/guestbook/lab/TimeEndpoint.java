package guestbook.lab;

import guestbook.edge.Incoming;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Tells the time each second, from the client's first message on. */
@ServerEndpoint(value = "/ws", configurator = PlainHandshake.class)
public class TimeEndpoint {
    /** The longest message that a client may send, in characters; nobody reads it. */
    private static final int MESSAGE_LIMIT = 2_000;

    private final Incoming incoming = Incoming.ofCharacters(MESSAGE_LIMIT);
    private @Nullable Future<?> ticking;

    /** The time in UTC, as RFC 3339 writes it. */
    static String now() {
        return "{\"now\":\"" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\"}";
    }

    @OnOpen
    public void open(Session session) throws IOException {
        Lab.admit(session);
    }

    @OnMessage
    public void begin(Session session, String part, boolean last) throws IOException {
        incoming.text(session, part, last);
        if (incoming.isRefused()) return;
        Lab.open().ifPresent(lab -> lab.hear(session));
        if (ticking != null) return;
        var visitor = new DemoClient(session);
        ticking = Lab.open()
                .map(lab -> lab.everySecond(() -> visitor.send(now())))
                .orElse(null);
    }

    @OnClose
    public void closed(Session session) {
        incoming.end();
        if (ticking != null) ticking.cancel(false);
        Lab.open().ifPresent(lab -> lab.leave(session));
    }

    /** The connection was lost, or broke the protocol; the server ends it. */
    @OnError
    public void failed(Session session, Throwable failure) {
        closed(session);
        Incoming.cutOff(session);
    }
}
