package guestbook.lab;

import guestbook.book.Json;
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
import java.util.List;
import java.util.Map;

/** Tells each client the handshake that it has just made, as the server saw it (RFC 6455 §4). */
@ServerEndpoint(value = "/lab/mirror", configurator = MirrorEndpoint.Handshake.class)
public class MirrorEndpoint {
    private static final String SEEN = "guestbook.lab.seen";

    /** Looks at the request while the server answers it. */
    public static final class Handshake extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            var headers = Json.array();
            for (Map.Entry<String, List<String>> header : request.getHeaders().entrySet())
                for (var value : header.getValue())
                    headers.addArray().add(header.getKey()).add(value);
            config.getUserProperties().put(SEEN, headers);
        }
    }

    @OnOpen
    public void open(Session session, EndpointConfig config) throws IOException {
        if (!Lab.admit(session)) return;
        var told = Json.object().put("subprotocol", session.getNegotiatedSubprotocol());
        told.set("headers", Json.array().addAll((com.fasterxml.jackson.databind.node.ArrayNode)
                config.getUserProperties().get(SEEN)));
        var extensions = told.putArray("extensions");
        session.getNegotiatedExtensions().stream().map(Extension::getName).forEach(extensions::add);
        new Visitor(session).send(Json.text(told));
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
