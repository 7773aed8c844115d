package guestbook.lab;

import guestbook.book.Threads;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A client of a demo: it gets its messages in their order, one at a time, and misses some when it falls behind. */
final class DemoClient {
    private static final int WAITING_LIMIT = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Session session;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean sending;

    DemoClient(Session session) {
        this.session = session;
        session.getAsyncRemote().setSendTimeout(PATIENCE.toMillis());
    }

    /** Never blocks. */
    void send(String message) {
        synchronized (waiting) {
            if (waiting.size() < WAITING_LIMIT) waiting.add(message);
            if (sending) return;
            sending = true;
        }
        sendNext();
    }

    private void sendNext() {
        var message = next();
        if (message != null) Threads.withoutInheritance(() -> transmit(message));
    }

    private @Nullable String next() {
        synchronized (waiting) {
            var message = waiting.poll();
            sending = message != null;
            return message;
        }
    }

    /** After a failure nothing is sent any more, and the server tells the endpoint that the connection has ended. */
    private void transmit(String message) {
        try {
            session.getAsyncRemote().sendText(message, result -> {
                if (!result.isOK()) return;
                Lab.open().ifPresent(lab -> lab.tell(session));
                sendNext();
            });
        } catch (IllegalStateException | IllegalArgumentException closed) {
            // the endpoint is told as well
        }
    }
}
