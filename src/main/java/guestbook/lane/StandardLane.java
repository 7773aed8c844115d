package guestbook.lane;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** What every server has (Jakarta WebSocket, {@code RemoteEndpoint.Async}), a text at a time. */
class StandardLane implements Lane {
    final Session session;
    private final Executor inheritingNothing;
    private final Pings pings;

    StandardLane(Session session, Executor inheritingNothing, Pings pings) {
        this.session = session;
        this.inheritingNothing = inheritingNothing;
        this.pings = pings;
    }

    /** The right one for a connection of any server. */
    static StandardLane of(Session session, Executor inheritingNothing, Pings pings) {
        if (session.getClass().getName().startsWith("org.apache.tomcat."))
            return new StandardTomcatLane(session, inheritingNothing, pings);
        session.getAsyncRemote().setSendTimeout(PATIENCE.toMillis());
        return new StandardLane(session, inheritingNothing, pings);
    }

    @Override
    public boolean send(Message message, End end) {
        if (message == Message.PING) sendPing(end);
        else new Sending(message.texts().iterator(), end).next();
        return false;
    }

    @Override
    public boolean takesPing() {
        return pings.findThread();
    }

    private void sendPing(End end) {
        try {
            pings.send(() -> inheritingNothing.execute(() -> end.ended(ping())));
        } catch (RejectedExecutionException closed) {
            end.ended(false);
        }
    }

    @Override
    public String name() {
        return "standard";
    }

    /** Sends one (RFC 6455 §5.5.2), when the socket takes it; false where the connection is of no use any more. */
    boolean ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            return true;
        } catch (IOException | RuntimeException closed) { // of which servers have many
            return false;
        }
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
