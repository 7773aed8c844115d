package guestbook.live;

import guestbook.book.Cursor;
import guestbook.book.Json;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader on Server-Sent Events (HTML Living Standard §9.2), written to without blocking a thread.
 *
 * <p>The events are the WebSocket's messages; the id of each is the cursor to come back with.
 */
final class EventStream extends Subscriber implements WriteListener, AsyncListener {
    private final AsyncContext async;
    private final ServletOutputStream out;
    private volatile byte @Nullable [] unwritten;
    private volatile boolean unflushed;

    EventStream(Broadcaster broadcaster, AsyncContext async, Feed.Standing standing) throws IOException {
        super(broadcaster, standing.revision());
        this.async = async;
        out = async.getResponse().getOutputStream();
    }

    /** Says where the reader stands; the container's first call of {@link #onWritePossible} sends it. */
    void start(Feed.Standing standing) {
        busy();
        var welcome = Json.object()
                .put("type", "Welcome")
                .put("epoch", standing.head().cursor().epoch())
                .put("revision", standing.head().cursor().revision());
        var stands = new Cursor(standing.head().cursor().epoch(), standing.revision());
        unwritten = bytes(
                event(stands, Json.text(welcome)) + (standing.reset() ? event(stands, "{\"type\":\"Reset\"}") : ""));
        async.addListener(this);
        out.setWriteListener(this);
    }

    @Override
    List<String> messages(Changes changes) {
        return List.of(event(changes.to(), changes.json()));
    }

    @Override
    void transmit(String message) {
        unwritten = bytes(message);
        try {
            onWritePossible();
        } catch (IOException | RuntimeException gone) {
            // Tomcat throws whatever it finds when the response has been recycled meanwhile.
            lost();
        }
    }

    /** Goes on where the socket was full. The container calls it only after it has said "not ready". */
    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            var bytes = unwritten;
            if (bytes != null) {
                unwritten = null;
                unflushed = true;
                out.write(bytes);
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                sent();
                return;
            }
        }
    }

    /** A comment, which event sources ignore. */
    @Override
    void ping() {
        reply(":\n\n");
    }

    @Override
    void end(Ending why) {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        }
    }

    @Override
    public void onError(Throwable gone) {
        lost();
    }

    @Override
    public void onError(AsyncEvent event) {
        lost();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        lost();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        lost();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // happens once, before this listener is added
    }

    private static String event(Cursor id, String data) {
        return "id: " + id + "\ndata: " + data + "\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
