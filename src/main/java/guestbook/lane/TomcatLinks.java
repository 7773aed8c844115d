package guestbook.lane;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/** What {@link TomcatLane} uses of Tomcat 10.1 and 11, none of which they promise to keep. */
final class TomcatLinks {
    /** Of the time that a write may take. */
    static final long NO_LIMIT = -1;

    /** Of a session: its {@code WsRemoteEndpointImplServer}. */
    final MethodHandle remote;
    /** Of a remote: its {@code SocketWrapperBase}. */
    final MethodHandle wrapper;
    /** Of a remote: the {@code Semaphore} that who writes must hold. */
    final MethodHandle permit;
    /** Of a remote: whether nothing may be written any more. */
    final MethodHandle closed;
    /** Of a wrapper: its channel. */
    final MethodHandle channel;
    /** The class of a channel without TLS. */
    final Class<?> plain;
    /** Of a plain channel: its {@code SocketChannel}. */
    final MethodHandle socket;
    /** Of a wrapper: whether something of Tomcat's own waits for the socket. */
    final MethodHandle hasData;
    /** Of a wrapper: sets how long a write may take, in milliseconds; -1 for no limit. */
    final MethodHandle limit;
    /** Of a remote: writes buffers when the socket takes them, within so many milliseconds, and tells a {@code SendHandler}. */
    final MethodHandle write;
    /** Of a remote: gives the permit back, and goes on with what waits for it. */
    final MethodHandle end;

    TomcatLinks(ClassLoader loader) throws ReflectiveOperationException {
        var links = new Links(loader);
        var base = links.type("org.apache.tomcat.websocket.WsRemoteEndpointImplBase");
        var server = links.type("org.apache.tomcat.websocket.server.WsRemoteEndpointImplServer");
        var socketWrapper = links.type("org.apache.tomcat.util.net.SocketWrapperBase");
        plain = links.type("org.apache.tomcat.util.net.NioChannel");
        remote = Links.field(links.type("org.apache.tomcat.websocket.WsSession"), "wsRemoteEndpoint");
        wrapper = Links.field(server, "socketWrapper");
        permit = Links.field(base, "messagePartInProgress");
        closed = Links.field(base, "closed");
        channel = Links.method(socketWrapper, "getSocket");
        socket = Links.method(plain, "getIOChannel");
        hasData = Links.method(socketWrapper, "hasDataToWrite");
        limit = Links.method(socketWrapper, "setWriteTimeout", long.class);
        write = Links.method(base, "doWrite", SendHandler.class, long.class, ByteBuffer[].class);
        end = Links.method(base, "endMessage", SendHandler.class, SendResult.class);
    }
}
