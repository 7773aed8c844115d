package guestbook.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import guestbook.book.Json;
import guestbook.edge.Origins;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** Tells each client the handshake that it has just made, as the server saw it (RFC 6455 §4). */
@ServerEndpoint(
        value = "/lab/mirror",
        subprotocols = {"chat", "superchat"}, // those of RFC 6455 §1.3
        configurator = MirrorEndpoint.Handshake.class)
public class MirrorEndpoint {
    private static final String SEEN = "guestbook.lab.seen";

    /** What belongs to a handshake; cookies, passwords and what proxies add is nobody's business, not even a script's of ours. */
    private static final Set<String> SHOWN = Set.of(
            "host",
            "origin",
            "upgrade",
            "connection",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions");

    /** Looks at the request while the server answers it. */
    public static final class Handshake extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            config.getUserProperties().remove(SEEN);
            var asked = Origins.Asked.by(request);
            if (Lab.open().filter(lab -> lab.origins().isOwn(asked)).isEmpty()) return;
            var headers = Json.array();
            request.getHeaders().forEach((name, values) -> {
                if (SHOWN.contains(name.toLowerCase(Locale.ROOT)))
                    values.forEach(value -> headers.addArray().add(name).add(value));
            });
            config.getUserProperties().put(SEEN, headers);
        }
    }

    @OnOpen
    public void open(Session session, EndpointConfig config) throws IOException {
        if (!(config.getUserProperties().get(SEEN) instanceof ArrayNode seen)) {
            session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "Only the book's own pages may look here."));
            return;
        }
        if (!Lab.admit(session)) return;
        var told = Json.object().put("subprotocol", session.getNegotiatedSubprotocol());
        told.set("headers", Json.array().addAll(seen));
        var extensions = told.putArray("extensions");
        session.getNegotiatedExtensions().stream().map(Extension::getName).forEach(extensions::add);
        new DemoClient(session).send(Json.text(told));
    }

    @OnClose
    public void closed(Session session) {
        Lab.open().ifPresent(lab -> lab.leave(session));
    }

    /** The connection was lost, or broke the protocol; the server ends it. */
    @OnError
    public void failed(Session session, Throwable failure) {
        closed(session);
    }
}
