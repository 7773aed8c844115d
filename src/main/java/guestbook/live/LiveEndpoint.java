package guestbook.live;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Draft;
import guestbook.book.Fault;
import guestbook.book.InvalidDraft;
import guestbook.book.Json;
import guestbook.book.Refusal;
import guestbook.book.Signed;
import guestbook.book.Signer;
import guestbook.edge.Incoming;
import guestbook.edge.Limits;
import guestbook.lane.Lanes;
import guestbook.presence.Instances;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One browser's WebSocket (RFC 6455): it hears every change, and may sign. */
@ServerEndpoint(
        value = "/ws/live-updates",
        subprotocols = {LiveEndpoint.SUBPROTOCOL, LiveEndpoint.MODERATORS},
        configurator = LiveConfigurator.class)
public class LiveEndpoint {
    static final String SUBPROTOCOL = "guestbook.v1";

    /** For those alone who have a moderator's log-in. */
    public static final String MODERATORS = "guestbook.moderators.v1";

    static final String NO_MODERATOR = "You may not moderate this book, or not any more.";

    /** The longest message that a client may send, in bytes of UTF-8. */
    static final int MESSAGE_LIMIT_BYTES = 64 * 1024;

    /** A browser's script cannot see a WebSocket's own pings. */
    private static final String PONG = Json.text(Json.object().put("type", "Pong"));

    private static final int CONNECTION_ID_LIMIT = 64;

    private static final Logger LOG = System.getLogger(LiveEndpoint.class.getName());

    private final Signings signings;
    private final Broadcaster broadcaster;
    private final Instances instances;
    private final Limits limits;
    private final Lanes lanes;
    private final Incoming incoming = Incoming.ofBytes(MESSAGE_LIMIT_BYTES);

    private volatile @Nullable LiveSocket socket;
    private volatile boolean ended;

    /** The server makes one for each connection, and can hand nothing over. */
    public LiveEndpoint() {
        var wiring = LiveConfigurator.wiring();
        signings = wiring.signings();
        broadcaster = wiring.broadcaster();
        instances = wiring.instances();
        limits = wiring.limits();
        lanes = wiring.lanes();
    }

    @OnOpen
    public void open(Session session, EndpointConfig config) throws IOException {
        var lane = lanes.of(session); // it says how long the server waits, with a refusal as well
        if (!LiveConfigurator.admitted(config.getUserProperties())) {
            incoming.refuse(session, CloseCodes.VIOLATED_POLICY, "This page may not connect; see GUESTBOOK_ORIGINS.");
            return;
        }
        var isModerator = LiveConfigurator.moderator(config.getUserProperties());
        if (MODERATORS.equals(session.getNegotiatedSubprotocol()) && !admits(session, isModerator)) return;
        var address = LiveConfigurator.address(config.getUserProperties());
        var place = broadcaster.room().enter(address);
        if (place.isEmpty()) {
            incoming.refuse(
                    session, CloseCodes.TRY_AGAIN_LATER, "There are too many readers just now; please come back.");
            return;
        }
        var since = session.getRequestParameterMap().getOrDefault("since", List.of());
        try {
            var feed = broadcaster.feed();
            var standing = since.isEmpty() ? feed.stand() : feed.stand(since.get(0));
            var opened = new LiveSocket(
                    broadcaster,
                    place.get(),
                    session,
                    lane,
                    instances.connection(),
                    incoming,
                    limits.connection(address),
                    isModerator,
                    standing);
            socket = opened;
            opened.welcome(standing);
            broadcaster.add(opened);
            instances.add(opened);
            if (ended) closed(); // it had gone before it was added
        } catch (DatabaseUnavailable away) {
            place.get().leave();
            incoming.refuse(session, CloseCodes.TRY_AGAIN_LATER, "The book cannot be read just now; please come back.");
        } catch (RuntimeException closedMeanwhile) {
            place.get().leave();
            throw closedMeanwhile;
        }
    }

    private boolean admits(Session session, BooleanSupplier isModerator) throws IOException {
        try {
            if (isModerator.getAsBoolean()) return true;
            incoming.refuse(session, CloseCodes.VIOLATED_POLICY, NO_MODERATOR);
        } catch (DatabaseUnavailable away) {
            incoming.refuse(session, CloseCodes.TRY_AGAIN_LATER, "The book cannot be read just now; please come back.");
        }
        return false;
    }

    @OnMessage
    public void text(Session session, String part, boolean last) throws IOException {
        var whole = incoming.text(session, part, last);
        var current = socket;
        if (whole.isEmpty() || current == null) return;
        current.heard();
        if (current.expectsAnswer()) answer(current, whole.get());
        else
            incoming.refuse(session, CloseCodes.VIOLATED_POLICY, "Too many unanswered messages; wait for the answers.");
    }

    @OnMessage
    public void binary(Session session, ByteBuffer part, boolean last) throws IOException {
        incoming.fits(part.remaining(), last);
        incoming.refuse(session, CloseCodes.CANNOT_ACCEPT, "This endpoint takes text messages only.");
    }

    @OnMessage
    public void pong(PongMessage pong) {
        var current = socket;
        if (current != null) current.heard();
    }

    @OnClose
    public void closed() {
        ended = true;
        incoming.end();
        var current = socket;
        if (current == null) return;
        broadcaster.remove(current);
        instances.remove(current);
    }

    /** Lost connections come here as well; only what is ours is worth a line. */
    @OnError
    public void failed(Session session, Throwable failure) {
        if (failure instanceof RuntimeException && !(failure instanceof IllegalStateException))
            LOG.log(Level.ERROR, "A WebSocket failed; its reader comes back by itself.", failure);
        incoming.end();
        Incoming.cutOff(session);
        var current = socket;
        if (current != null) current.lost();
    }

    private void answer(LiveSocket client, String words) {
        var parsed = Json.object(words);
        var sent = parsed.orElseGet(Json::object);
        var type = sent.path("type").asText("");
        var told = sent.path("key").asText("");
        var key = Draft.isKey(told) ? told : ""; // what is none may have 64 KiB
        var signer = type.equals("Sign") ? signings.signer(sent) : Signer.UNKNOWN;
        var wait = type.equals("Sign") ? client.mayWaitToSign(signer) : client.mayWaitToSay();
        if (wait.isPresent()) {
            if (type.equals("Sign")) signings.refusedTooMany();
            client.answer(rejected(key, Fault.tooMany(wait.getAsLong())));
            return;
        }
        if (parsed.isEmpty()) {
            client.answer(rejected("", new Fault("", "not_json", "A message must be one JSON object.")));
            return;
        }
        if (!told.equals(key) && !type.equals("Sign")) { // a draft tells all of its faults at once
            client.answer(rejected("", Draft.invalidKey()));
            return;
        }
        switch (type) {
            case "Sign" -> sign(client, sent, signer, key);
            case "Ping" -> client.answer(PONG);
            case "Watch" -> client.watch(instances::presence);
            case "Writing" -> {
                client.writing(sent.path("now").asBoolean(true));
                client.noted();
            }
            case "Wave" -> wave(client, sent, key);
            default ->
                client.answer(rejected(
                        key,
                        new Fault(
                                "type",
                                "unknown_type",
                                "The type must be \"Sign\", \"Ping\", \"Watch\", \"Writing\" or \"Wave\".")));
        }
    }

    private void wave(LiveSocket client, JsonNode sent, String key) {
        var to = sent.path("to").asText("");
        if (to.length() > CONNECTION_ID_LIMIT) {
            client.answer(rejected(
                    key,
                    new Fault(
                            "to", "too_long", "A connection id has " + CONNECTION_ID_LIMIT + " characters at most.")));
            return;
        }
        instances
                .wave(client.id(), to)
                .thenAccept(arrived -> client.answer(
                        arrived
                                ? Json.text(Json.object()
                                        .put("type", "Arrived")
                                        .put("key", key)
                                        .put("to", to))
                                : rejected(
                                        key,
                                        new Fault(
                                                "to",
                                                "not_here",
                                                "Nobody with this connection id is here just now."))));
    }

    private void sign(LiveSocket client, JsonNode sent, Signer signer, String key) {
        client.writing(false);
        try {
            signings.sign(
                    sent,
                    signer,
                    (signed, failure) ->
                            client.answer(failure == null ? signed(key, signed) : rejected(key, fault(failure))));
        } catch (InvalidDraft invalid) {
            client.answer(rejected(key, invalid.faults()));
        }
    }

    private static String signed(String key, Signed signed) {
        var answer = Json.object().put("type", "Signed").put("key", key);
        answer.set("entry", Json.entry(signed.entry()));
        return Json.text(answer.put("receipt", signed.receipt()));
    }

    private static Fault fault(Throwable failure) {
        if (!(failure instanceof Refusal refusal)) return Fault.UNAVAILABLE;
        var code = refusal.reason() == Refusal.Reason.OTHER_WORDS ? "key_taken" : "withdrawn";
        return new Fault("key", code, refusal.sentence());
    }

    private static String rejected(String key, Fault fault) {
        return rejected(key, List.of(fault));
    }

    private static String rejected(String key, List<Fault> faults) {
        var answer = Json.object().put("type", "Rejected").put("key", key);
        answer.set("errors", Json.errors(faults));
        return Json.text(answer);
    }
}
