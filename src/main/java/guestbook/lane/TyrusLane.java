package guestbook.lane;

import static java.lang.invoke.MethodType.methodType;

import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Tyrus 2, which Payara and GlassFish have: ready frames to its own {@code sendRawFrame}. Nobody tells when they have gone where
 * they had to wait, so it is looked for.
 */
final class TyrusLane implements Lane {
    private final Links links;
    private final Object socket;
    private volatile @Nullable Waiting waiting;

    private record Waiting(Future<?> frames, End end) {}

    /** Throws where this connection is not as this lane wants it. */
    TyrusLane(Links links, Session session) throws Throwable {
        if (!session.getNegotiatedExtensions().isEmpty()) throw new IOException("An extension changes frames.");
        this.links = links;
        socket = (Object) links.socket.invokeExact((Object) session.getBasicRemote());
    }

    @Override
    public boolean send(Message message, End end) {
        try {
            var frames = write(message.frames());
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
    public boolean ping() {
        try {
            var frames = write(Message.ping());
            return !frames.isDone() || hasGone(frames);
        } catch (Throwable broken) {
            return false;
        }
    }

    @Override
    public void look() {
        var looked = waiting;
        if (looked == null || !looked.frames.isDone()) return;
        waiting = null;
        looked.end.ended(hasGone(looked.frames));
    }

    private Future<?> write(ByteBuffer frames) throws Throwable {
        return (Future<?>) links.send.invokeExact(socket, frames);
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

    /** What of Tyrus is used. */
    static final class Links {
        private final MethodHandle socket;
        private final MethodHandle send;

        Links(ClassLoader loader) throws ReflectiveOperationException {
            var remote = Class.forName("org.glassfish.tyrus.core.TyrusRemoteEndpoint", true, loader);
            var type = Class.forName("org.glassfish.tyrus.core.TyrusWebSocket", true, loader);
            var own = MethodHandles.lookup();
            socket = MethodHandles.privateLookupIn(remote, own)
                    .findGetter(remote, "webSocket", type)
                    .asType(methodType(Object.class, Object.class));
            send = own.findVirtual(type, "sendRawFrame", methodType(Future.class, ByteBuffer.class))
                    .asType(methodType(Future.class, Object.class, ByteBuffer.class));
        }
    }
}
