package guestbook.lane;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** What every server has (Jakarta WebSocket, {@code RemoteEndpoint.Async}), a text at a time. */
final class StandardLane implements Lane {
    private static final String TOMCAT_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final String TOMCAT_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";
    /** How long a thread of the server waits for a full socket to take a ping's answer. */
    private static final Long PONG_MILLIS = 1_000L;

    /** How long one of ours waits for it to take a ping. */
    private static final Long PING_MILLIS = 5_000L;

    private static final Long CLOSING_MILLIS = 2_000L;

    private final Session session;
    /** The session's own, which a closed one would not tell any more. */
    private final Map<String, Object> properties;

    private final boolean onTomcat;
    private final Executor inheritingNothing;

    StandardLane(Session session, Executor inheritingNothing) {
        this.session = session;
        this.inheritingNothing = inheritingNothing;
        properties = session.getUserProperties();
        onTomcat = session.getClass().getName().startsWith("org.apache.tomcat.");
        // Tomcat may set an asynchronous send's alarm after the send has ended, and then closes a healthy connection.
        // There the broadcaster alone lets the stalled go.
        if (onTomcat) {
            properties.put(TOMCAT_SEND_TIMEOUT, PONG_MILLIS);
            properties.put(TOMCAT_CLOSE_TIMEOUT, CLOSING_MILLIS);
        } else session.getAsyncRemote().setSendTimeout(PATIENCE.toMillis());
    }

    @Override
    public boolean send(Message message, End end) {
        new Sending(message.texts().iterator(), end).next();
        return false;
    }

    @Override
    public String name() {
        return "standard";
    }

    @Override
    public boolean ping() {
        if (onTomcat) properties.put(TOMCAT_SEND_TIMEOUT, PING_MILLIS);
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            if (onTomcat) giveTimeAgain();
            return true;
        } catch (IOException | IllegalArgumentException | IllegalStateException closed) {
            return false;
        } finally {
            if (onTomcat) properties.put(TOMCAT_SEND_TIMEOUT, PONG_MILLIS);
        }
    }

    /**
     * Tomcat keeps what is left of a blocking send's time for the asynchronous ones after it, and so would close a reader who
     * pauses for as long as a ping may take. To flush, with nothing to be flushed, sets the time anew.
     */
    private void giveTimeAgain() throws IOException {
        properties.put(TOMCAT_SEND_TIMEOUT, PATIENCE.toMillis());
        session.getBasicRemote().flushBatch();
    }

    /** Some servers tell the end of a text before they return from its beginning. */
    private final class Sending implements SendHandler {
        private final Iterator<String> texts;
        private final End end;
        private final AtomicInteger due = new AtomicInteger();

        Sending(Iterator<String> texts, End end) {
            this.texts = texts;
            this.end = end;
        }

        void next() {
            if (due.getAndIncrement() != 0) return; // whoever is sending sends this one too
            do {
                if (!texts.hasNext()) {
                    end.ended(true);
                    return;
                }
                try {
                    inheritingNothing.execute(() -> session.getAsyncRemote().sendText(texts.next(), this));
                } catch (IllegalStateException | IllegalArgumentException closed) {
                    end.ended(false);
                    return;
                }
            } while (due.decrementAndGet() != 0);
        }

        @Override
        public void onResult(SendResult result) {
            if (result.isOK()) next();
            else end.ended(false);
        }
    }
}
