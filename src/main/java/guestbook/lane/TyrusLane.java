package guestbook.lane;

import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Tyrus 2, which Payara and GlassFish have: ready frames to its own {@code sendRawFrame}. Nobody tells when they have gone where
 * they had to wait, so it is looked for.
 */
final class TyrusLane implements Lane {
    private final TyrusLinks links;
    private final Object socket;
    private volatile @Nullable Waiting waiting;

    private record Waiting(Future<?> frames, End end) {}

    /** Throws where this connection is not as this lane wants it. */
    TyrusLane(TyrusLinks links, Session session) throws Throwable {
        if (!session.getNegotiatedExtensions().isEmpty()) throw new IOException("An extension changes frames.");
        this.links = links;
        socket = (Object) links.socket.invokeExact((Object) session.getBasicRemote());
    }

    @Override
    public boolean send(Message message, End end) {
        try {
            var frames = (Future<?>) links.send.invokeExact(socket, message.frames());
            if (frames.isDone()) return hasGone(frames) || lost(end);
            waiting = new Waiting(frames, end);
        } catch (Throwable broken) {
            return lost(end);
        }
        return false;
    }

    @Override
    public String name() {
        return "tyrus";
    }

    @Override
    public void look() {
        var looked = waiting;
        if (looked == null || !looked.frames.isDone()) return;
        waiting = null;
        looked.end.ended(hasGone(looked.frames));
    }

    private static boolean hasGone(Future<?> done) {
        try {
            done.get();
            return true;
        } catch (ExecutionException broken) {
            return false;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean lost(End end) {
        end.ended(false);
        return false;
    }
}
