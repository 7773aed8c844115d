package guestbook.lane;

import static java.lang.invoke.MethodType.methodType;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Tomcat 10.1 and 11 without TLS: ready frames to the socket, under the permit that Tomcat itself takes for each of its own. What
 * the socket does not take at once is left to Tomcat, which writes it when there is room.
 */
final class TomcatLane implements Lane {
    private static final long NO_LIMIT = -1;

    private final Links links;
    private final Lane standard;
    private final Executor inheritingNothing;
    private final Object remote;
    private final Object wrapper;
    private final Semaphore permit;
    /** Not Tomcat's own object around it, which may belong to another connection when this one has ended. */
    private final SocketChannel socket;

    /** Throws where this connection is not as this lane wants it. */
    TomcatLane(Links links, Session session, Lane standard, Executor inheritingNothing) throws Throwable {
        this.links = links;
        this.standard = standard;
        this.inheritingNothing = inheritingNothing;
        remote = (Object) links.remote.invokeExact((Object) session);
        wrapper = (Object) links.wrapper.invokeExact(remote);
        permit = (Semaphore) links.permit.invokeExact(remote);
        var channel = (Object) links.channel.invokeExact(wrapper);
        if (channel.getClass() != links.plain) throw new IOException(channel.getClass() + " is not " + links.plain);
        socket = (SocketChannel) links.socket.invokeExact(channel);
    }

    @Override
    public boolean send(Message message, End end) {
        try {
            var frames =
                    message.frames(); // before the permit, which must not be lost where there is no memory for them
            return isMine() ? write(frames, end) : standard.send(message, end);
        } catch (Throwable broken) {
            end.ended(false);
            return false;
        }
    }

    @Override
    public String name() {
        return "tomcat";
    }

    @Override
    public boolean ping() {
        try {
            if (isMine()) write(Message.ping(), gone -> {});
            return true; // or an answer of Tomcat's own is on its way, and shows as much
        } catch (Throwable broken) {
            return false;
        }
    }

    /** Takes the permit, unless Tomcat itself is writing. */
    private boolean isMine() throws Throwable {
        if (!permit.tryAcquire()) return false;
        if (!(boolean) links.closed.invokeExact(remote) && !(boolean) links.hasData.invokeExact(wrapper)) return true;
        release();
        return false;
    }

    private boolean write(ByteBuffer frames, End end) throws Throwable {
        try {
            socket.write(frames);
        } catch (IOException | RuntimeException broken) {
            release();
            throw broken;
        }
        if (!frames.hasRemaining()) {
            release();
            return true;
        }
        links.limit.invokeExact(wrapper, NO_LIMIT); // or that of Tomcat's last answer would count
        inheritingNothing.execute(() -> writeRest(frames, end));
        return false;
    }

    private void writeRest(ByteBuffer frames, End end) {
        SendHandler handler = result -> wrote(result, end);
        try {
            links.write.invokeExact(remote, handler, NO_LIMIT, new ByteBuffer[] {frames});
        } catch (Throwable broken) {
            end.ended(false);
        }
    }

    private void wrote(SendResult result, End end) {
        try {
            release();
            end.ended(result.isOK());
        } catch (Throwable broken) {
            end.ended(false);
        }
    }

    /** Tomcat goes on with what has been waiting for it. */
    private void release() throws Throwable {
        links.end.invokeExact(remote, (SendHandler) null, (SendResult) null);
    }

    /** What of Tomcat is used, none of which it promises to keep. */
    static final class Links {
        private final Class<?> plain;
        private final MethodHandle remote;
        private final MethodHandle wrapper;
        private final MethodHandle permit;
        private final MethodHandle closed;
        private final MethodHandle channel;
        private final MethodHandle socket;
        private final MethodHandle hasData;
        private final MethodHandle limit;
        private final MethodHandle write;
        private final MethodHandle end;

        Links(ClassLoader loader) throws ReflectiveOperationException {
            var session = Class.forName("org.apache.tomcat.websocket.WsSession", true, loader);
            var base = Class.forName("org.apache.tomcat.websocket.WsRemoteEndpointImplBase", true, loader);
            var server = Class.forName("org.apache.tomcat.websocket.server.WsRemoteEndpointImplServer", true, loader);
            var socketWrapper = Class.forName("org.apache.tomcat.util.net.SocketWrapperBase", true, loader);
            plain = Class.forName("org.apache.tomcat.util.net.NioChannel", true, loader);
            var own = MethodHandles.lookup();
            var inBase = MethodHandles.privateLookupIn(base, own);
            remote = on(MethodHandles.privateLookupIn(session, own).findGetter(session, "wsRemoteEndpoint", base));
            wrapper = on(MethodHandles.privateLookupIn(server, own).findGetter(server, "socketWrapper", socketWrapper));
            permit = on(inBase.findGetter(base, "messagePartInProgress", Semaphore.class));
            closed = on(inBase.findGetter(base, "closed", boolean.class));
            channel = on(own.findVirtual(socketWrapper, "getSocket", methodType(Object.class)));
            socket = on(own.findVirtual(plain, "getIOChannel", methodType(SocketChannel.class)));
            hasData = on(own.findVirtual(socketWrapper, "hasDataToWrite", methodType(boolean.class)));
            limit = on(own.findVirtual(socketWrapper, "setWriteTimeout", methodType(void.class, long.class)));
            var writing = methodType(void.class, SendHandler.class, long.class, ByteBuffer[].class);
            write = on(inBase.findVirtual(base, "doWrite", writing).asFixedArity());
            var ending = methodType(void.class, SendHandler.class, SendResult.class);
            end = on(inBase.findVirtual(base, "endMessage", ending));
        }

        /** With Tomcat's own types as objects. */
        private static MethodHandle on(MethodHandle handle) {
            var type = handle.type().changeParameterType(0, Object.class);
            var isTomcats = type.returnType().getName().startsWith("org.apache.");
            return handle.asType(isTomcats ? type.changeReturnType(Object.class) : type);
        }
    }
}
