package guestbook.live;

import guestbook.edge.ClientAddress;
import guestbook.edge.Hosts;
import guestbook.edge.Limits;
import guestbook.edge.Origins;
import guestbook.lane.Lanes;
import guestbook.presence.Instances;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells endpoints their book, and notes at the handshake whether the page may connect.
 *
 * <p>The server makes this object and the endpoints itself and knows nothing of ours, so the way to the book is a
 * static field: one application has one class loader and one book.
 */
public final class LiveConfigurator extends ServerEndpointConfig.Configurator {
    private static final String ADMITTED = "guestbook.admitted";
    private static final String COOKIES = "guestbook.cookies";
    private static final String ADDRESS = "guestbook.address";

    private static volatile @Nullable Wiring wiring;

    /**
     * What an endpoint needs.
     *
     * @param moderators says of a {@code Cookie} header whether it is a moderator's
     */
    public record Wiring(
            Broadcaster broadcaster,
            Instances instances,
            Hosts hosts,
            Origins origins,
            Limits limits,
            Lanes lanes,
            Signings signings,
            Predicate<String> moderators) {}

    /** From now on endpoints serve this book. */
    public static void serve(Wiring book) {
        wiring = book;
    }

    /** A filter has refused foreign pages with 403 already; some servers upgrade before any filter runs. */
    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        var asked = Origins.Asked.by(request);
        var admitted = wiring().hosts.admit(asked.host()) && wiring().origins.admit(asked);
        config.getUserProperties().put(ADMITTED, admitted);
        config.getUserProperties().put(ADDRESS, ClientAddress.get());
        var cookies = wiring().origins.isOwn(asked) && isForModerators(request) ? header(request, "Cookie") : "";
        config.getUserProperties().put(COOKIES, cookies);
    }

    /**
     * None. Each reader's compressor would take 130 KB and each message 80 µs, and the length of what is compressed beside strangers'
     * words lets who listens guess a receipt.
     */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    /** From where the handshake came; empty where this server does not tell. */
    static String address(Map<String, Object> userProperties) {
        return (String) userProperties.getOrDefault(ADDRESS, "");
    }

    private static boolean isForModerators(HandshakeRequest request) {
        return header(request, "Sec-WebSocket-Protocol").contains(LiveEndpoint.MODERATORS);
    }

    private static String header(HandshakeRequest request, String name) {
        return request.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .collect(Collectors.joining("; "));
    }

    /** Says whether the handshake was a moderator's, who is one still. */
    static BooleanSupplier moderator(Map<String, Object> userProperties) {
        var cookies = (String) userProperties.getOrDefault(COOKIES, "");
        var moderators = wiring().moderators;
        return () -> !cookies.isEmpty() && moderators.test(cookies);
    }

    static boolean admitted(Map<String, Object> userProperties) {
        return Boolean.TRUE.equals(userProperties.get(ADMITTED));
    }

    static Wiring wiring() {
        var current = wiring;
        if (current == null) throw new IllegalStateException("The guestbook has not started.");
        return current;
    }
}
