package guestbook.live;

import guestbook.book.Guestbook;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells endpoints their book, and notes at the handshake whether the page may connect.
 *
 * <p>The server makes this object and the endpoints itself and knows nothing of ours, so the way to the book is a
 * static field: one application has one class loader and one book.
 */
public final class LiveHandshake extends ServerEndpointConfig.Configurator {
    private static final String ADMITTED = "guestbook.admitted";

    private static volatile @Nullable Wiring wiring;

    /** What an endpoint needs. */
    record Wiring(Guestbook guestbook, Broadcaster broadcaster, Instances instances, Origins origins) {}

    /** From now on endpoints serve this book. */
    public static void serve(Guestbook guestbook, Broadcaster broadcaster, Instances instances, Origins origins) {
        wiring = new Wiring(guestbook, broadcaster, instances, origins);
    }

    /** A filter has refused foreign pages with 403 already; some servers upgrade before any filter runs. */
    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        var admitted = wiring().origins.admit(header(request, "origin"), header(request, "host"));
        config.getUserProperties().put(ADMITTED, admitted);
    }

    static boolean admitted(Map<String, Object> userProperties) {
        return Boolean.TRUE.equals(userProperties.get(ADMITTED));
    }

    private static Optional<String> header(HandshakeRequest request, String name) {
        return request.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
                .map(Map.Entry::getValue)
                .flatMap(List::stream)
                .findFirst();
    }

    static Wiring wiring() {
        var current = wiring;
        if (current == null) throw new IllegalStateException("The guestbook has not started.");
        return current;
    }
}
