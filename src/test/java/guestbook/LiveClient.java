package guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A program that has the book open over a WebSocket, on the Tyrus client. */
public final class LiveClient extends Endpoint implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 20;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private Session session;

    /** One of our own clients, which stands at the book's end. */
    public static LiveClient ours(URI book) throws Exception {
        return ours(book, "");
    }

    /** One of our own clients, which comes back with a cursor. */
    public static LiveClient ours(URI book, String since) throws Exception {
        return connect(book, since, Map.of(), "guestbook.v1");
    }

    /** A client like the lecture's, without a subprotocol. */
    public static LiveClient lecture(URI book) throws Exception {
        return connect(book, "", Map.of());
    }

    public static LiveClient connect(URI book, String since, Map<String, List<String>> headers, String... subprotocols)
            throws Exception {
        var client = new LiveClient();
        var config = ClientEndpointConfig.Builder.create()
                .sslContext(SSLContext.getDefault())
                .preferredSubprotocols(List.of(subprotocols))
                .configurator(new ClientEndpointConfig.Configurator() {
                    @Override
                    public void beforeRequest(Map<String, List<String>> sent) {
                        // Tyrus sends an Origin of its own, which programs don't.
                        sent.keySet().removeIf(name -> name.equalsIgnoreCase("Origin"));
                        sent.putAll(headers);
                    }
                })
                .build();
        var query = since.isEmpty() ? "" : "?since=" + since;
        var address = URI.create(book.toString().replaceFirst("^http", "ws") + "ws/live-updates" + query);
        var container = ContainerProvider.getWebSocketContainer();
        // With 0, its default, Tyrus sets a timer after each message, and throws when the server has already closed.
        container.setDefaultMaxSessionIdleTimeout(-1);
        client.session = container.connectToServer(client, config, address);
        return client;
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        opened.addMessageHandler(String.class, new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String message) {
                messages.add(parsed(message));
            }
        });
    }

    @Override
    public void onClose(Session gone, CloseReason reason) {
        closed.complete(reason);
    }

    /** The next message, whatever it is. */
    public JsonNode next() throws InterruptedException {
        var message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertNotNull(message, () -> "no message came in " + PATIENCE + "; closed: " + closed.getNow(null));
        return message;
    }

    /** The next message, which must be of this type. */
    public JsonNode next(String type) throws InterruptedException {
        var message = next();
        assertEquals(type, message.path("type").asText(), message::toString);
        return message;
    }

    /** The next message of this type; others are passed over. */
    public JsonNode await(String type) throws InterruptedException {
        var message = next();
        while (!message.path("type").asText().equals(type)) message = next();
        return message;
    }

    /** The next message; empty when the connection ends before one comes. */
    public Optional<JsonNode> nextOrEnd() throws InterruptedException {
        while (true) {
            var message = messages.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (message != null || closed.isDone()) return Optional.ofNullable(message);
        }
    }

    /** Whether nothing has come so far. */
    public boolean hasHeardNothing() {
        return messages.isEmpty();
    }

    public void send(String message) throws Exception {
        session.getBasicRemote().sendText(message);
    }

    public void sign(String key, String name, String text) throws Exception {
        send(JSON.createObjectNode()
                .put("type", "Sign")
                .put("key", key)
                .put("name", name)
                .put("text", text)
                .toString());
    }

    /** Signs as a browser does that knows this book. */
    public void signFrom(String device, String key, String name, String text) throws Exception {
        send(JSON.createObjectNode()
                .put("type", "Sign")
                .put("device", device)
                .put("key", key)
                .put("name", name)
                .put("text", text)
                .toString());
    }

    public Session session() {
        return session;
    }

    /** Why the server closed the connection. */
    public CloseReason closed() throws Exception {
        return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws Exception {
        session.close();
    }

    private static JsonNode parsed(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(message, broken);
        }
    }
}
