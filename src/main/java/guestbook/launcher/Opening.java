package guestbook.launcher;

import guestbook.About;
import guestbook.Configuration;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/** What the operator reads when the book is open. */
final class Opening {
    private Opening() {}

    /** Where the book is; for whom else; what it is, and where it is kept. */
    static String lines(Path war, Configuration configuration, int port, List<?> told) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("Guestbook is open at http://" + host(configuration) + ":" + port);
        for (var address : networkAddresses(configuration))
            lines.add("In this network also at http://" + address + ":" + port);
        lines.add(about(war).toString());
        lines.add(
                configuration.databaseUrl().isEmpty()
                        ? "It is kept in " + configuration.data()
                        : "It is kept in the database of GUESTBOOK_DB_URL");
        for (var sentence : told) lines.add(String.valueOf(sentence));
        return String.join(System.lineSeparator(), lines);
    }

    private static About about(Path war) throws IOException {
        try (var file = new JarFile(war.toFile());
                var manifest = file.getInputStream(file.getEntry(JarFile.MANIFEST_NAME))) {
            return About.of(manifest);
        }
    }

    /** A name, or an address as a URL has it (RFC 3986 §3.2.2). */
    private static String host(Configuration configuration) throws IOException {
        var address = configuration.address();
        if (isAny(address)) return "localhost";
        return address.contains(":") ? "[" + address + "]" : address;
    }

    /** Those at which phones in the same network reach it. */
    private static List<String> networkAddresses(Configuration configuration) throws IOException {
        if (!isAny(configuration.address())) return List.of();
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Opening::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (SocketException nobodyKnows) {
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (SocketException gone) {
            return false;
        }
    }

    private static boolean isAny(String address) throws IOException {
        return address.isEmpty() || InetAddress.getByName(address).isAnyLocalAddress();
    }
}
