package guestbook.lab;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** A handshake without extensions: a demo of a few words gains nothing by compression, which costs 130 KB a connection. */
public class PlainHandshake extends ServerEndpointConfig.Configurator {
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }
}
