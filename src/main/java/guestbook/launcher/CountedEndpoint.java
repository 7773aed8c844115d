package guestbook.launcher;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Takes only so many connections from one address; those beyond are closed at once.
 *
 * <p>How many there are is counted anew ten times a second, so that nothing has to be told when one ends, and only while all
 * together are as many: a proxy may open and close thousands in a second.
 */
final class CountedEndpoint extends NioEndpoint {
    private static final long COUNT_NANOS = 100_000_000;

    private final int byAddress;
    /** For the thread that accepts alone. */
    private Map<String, Integer> counted = new HashMap<>();

    private long countedNanos;

    CountedEndpoint(int byAddress) {
        this.byAddress = byAddress;
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (hasRoom(socket)) return super.setSocketOptions(socket);
        destroySocket(socket);
        return true; // it is dealt with
    }

    private boolean hasRoom(SocketChannel socket) {
        if (connections.size() < byAddress) return true;
        if (System.nanoTime() - countedNanos > COUNT_NANOS) count();
        var here = counted.merge(address(socket), 1, Integer::sum);
        return here <= byAddress;
    }

    private void count() {
        var now = new HashMap<String, Integer>();
        for (var connection : connections.keySet()) now.merge(address(connection), 1, Integer::sum);
        counted = now;
        countedNanos = System.nanoTime();
    }

    /** Of IPv6 the first 64 bits, which one household has (RFC 6177). */
    private static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, Long.BYTES)
                : address.getHostAddress();
    }

    private static String address(SocketChannel socket) {
        try {
            return socket.getRemoteAddress() instanceof InetSocketAddress peer ? network(peer.getAddress()) : "";
        } catch (IOException gone) {
            return "";
        }
    }
}
