package guestbook.relay;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where a relay's server is. Its name may have an underscore, as containers' names do, though a host's name must not (RFC 952) and
 * {@link URI} then knows no host.
 *
 * @param uri the address, of another host where this one's name is not for {@link URI}
 * @param host the server's name or address
 */
record ServerAddress(URI uri, String host) {
    private static final Pattern WITH_UNDERSCORE = Pattern.compile(
            "(?<before>[a-z]+://(?:[^/@]*@)?)(?<host>[A-Za-z0-9._-]*_[A-Za-z0-9._-]*)(?<after>(?::[0-9]+)?(?:/.*)?)");

    /** @throws IllegalArgumentException where it is no address */
    static ServerAddress of(String address) {
        var unusual = WITH_UNDERSCORE.matcher(address);
        if (unusual.matches())
            return new ServerAddress(
                    URI.create(unusual.group("before") + "localhost" + unusual.group("after")), unusual.group("host"));
        var uri = URI.create(address);
        if (uri.getHost() == null) throw new IllegalArgumentException("This address names no host");
        return new ServerAddress(uri, uri.getHost());
    }

    /** @param usual what it is where the address names none */
    int port(int usual) {
        return uri.getPort() < 0 ? usual : uri.getPort();
    }
}
