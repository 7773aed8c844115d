package guestbook;

import guestbook.live.LiveEndpoint;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the server which WebSocket endpoints the operator wants (Jakarta WebSocket §8.2). */
public final class Endpoints implements ServerApplicationConfig {
    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return found.stream()
                .filter(endpoint -> endpoint == LiveEndpoint.class || wantsLab())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return Set.of();
    }

    /** What is wrong with the configuration {@link Application} tells when it starts, once. */
    private static boolean wantsLab() {
        try {
            return Configuration.read().lab();
        } catch (Configuration.Invalid wrong) {
            return false;
        }
    }
}
