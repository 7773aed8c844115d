package guestbook.lane;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Tomcat 10.1 and 11 without TLS: ready frames to the socket, under Tomcat's own permit; what does not fit is left to it. */
final class TomcatLane implements Lane {
    private final TomcatLinks tomcat;
    private final Lane standard;
    private final Executor inheritingNothing;
    private final Object remote;
    private final Object wrapper;
    private final Semaphore permit;
    private boolean begun; // guarded by the permit
    /** Not Tomcat's own object around it, which may belong to another connection when this one has ended. */
    private final SocketChannel socket;

    /** Throws where this connection is not as this lane wants it. */
    TomcatLane(TomcatLinks tomcat, Session session, Lane standard, Executor inheritingNothing) throws Throwable {
        this.tomcat = tomcat;
        this.standard = standard;
        this.inheritingNothing = inheritingNothing;
        remote = (Object) tomcat.remote.invokeExact((Object) session);
        wrapper = (Object) tomcat.wrapper.invokeExact(remote);
        permit = (Semaphore) tomcat.permit.invokeExact(remote);
        var channel = (Object) tomcat.channel.invokeExact(wrapper);
        if (channel.getClass() != tomcat.plain)
            throw new IllegalStateException(channel.getClass() + " may change what is written");
        socket = (SocketChannel) tomcat.socket.invokeExact(channel);
    }

    @Override
    public String name() {
        return "tomcat";
    }

    @Override
    public boolean send(Message message, End end) {
        try {
            var frames = message.frames(); // before the permit, which would be lost where there is no memory for them
            if (permit.tryAcquire()) {
                if (isFree()) return write(frames, end);
                release();
            }
            // What Tomcat writes meanwhile shows as much as a ping.
            return message == Message.PING || standard.send(message, end);
        } catch (Throwable broken) {
            end.ended(false);
            return false;
        }
    }

    /** With the permit: what came before the first frame has gone for good when it has; what a pong that took too long leaves is lost. */
    private boolean isFree() throws Throwable {
        if (!begun) begun = !(boolean) tomcat.hasData.invokeExact(wrapper);
        return begun && !(boolean) tomcat.closed.invokeExact(remote);
    }

    private boolean write(ByteBuffer frames, End end) throws Throwable {
        try {
            socket.write(frames);
        } catch (Throwable broken) {
            release();
            throw broken;
        }
        if (!frames.hasRemaining()) {
            release();
            return true;
        }
        tomcat.limit.invokeExact(wrapper, TomcatLinks.NO_LIMIT); // or that of Tomcat's last answer would count
        inheritingNothing.execute(() -> writeRest(frames, end));
        return false;
    }

    private void writeRest(ByteBuffer frames, End end) {
        SendHandler handler = result -> end.ended(release() && result.isOK());
        try {
            tomcat.write.invokeExact(remote, handler, TomcatLinks.NO_LIMIT, new ByteBuffer[] {frames});
        } catch (Throwable broken) {
            end.ended(false);
        }
    }

    /** Tomcat goes on with what has been waiting for the permit. */
    private boolean release() {
        try {
            tomcat.end.invokeExact(remote, (SendHandler) null, (SendResult) null);
            return true;
        } catch (Throwable broken) {
            return false;
        }
    }
}
