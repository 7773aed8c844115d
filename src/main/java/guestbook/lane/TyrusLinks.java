package guestbook.lane;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/** What {@link TyrusLane} uses of Tyrus 2. */
final class TyrusLinks {
    /** Of a {@code RemoteEndpoint.Basic}: its {@code TyrusWebSocket}. */
    final MethodHandle socket;
    /** Of that: writes a ready frame; the {@code Future} is done when it has gone. */
    final MethodHandle send;

    TyrusLinks(ClassLoader loader) throws ReflectiveOperationException {
        var links = new Links(loader);
        socket = Links.field(links.type("org.glassfish.tyrus.core.TyrusRemoteEndpoint"), "webSocket");
        send = Links.method(links.type("org.glassfish.tyrus.core.TyrusWebSocket"), "sendRawFrame", ByteBuffer.class);
    }
}
