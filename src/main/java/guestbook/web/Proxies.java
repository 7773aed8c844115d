package guestbook.web;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.HostName;
import inet.ipaddr.HostNameParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.List;
import java.util.Optional;

/**
 * Which machines are believed when they say for whom they ask ({@code X-Forwarded-For}, {@code X-Forwarded-Proto}).
 *
 * <p>Whoever connects can write such headers, so they count only where one of these has connected, and are read from the
 * right: each proxy adds the address that it saw, and the first that is no proxy of ours is the client's.
 */
public final class Proxies {
    /** An address or a network, written in full: no wildcards, no ranges, no missing numbers. */
    private static final IPAddressStringParameters NETWORK = new IPAddressStringParameters.Builder()
            .allowAll(false)
            .allowEmpty(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .getParentBuilder()
            .toParams();

    /** Perhaps with a port, as some proxies write it; never a name, which we would have to look up. */
    private static final HostNameParameters HOP = new HostNameParameters.Builder()
            .allowEmpty(false)
            .getAddressOptionsBuilder()
            .allowPrefix(false)
            .allowMask(false)
            .allowAll(false)
            .allowEmpty(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .getParentBuilder()
            .getParentBuilder()
            .toParams();

    private final List<IPAddress> networks;

    /** @param networks addresses and networks (RFC 4632), as {@link guestbook.Configuration} takes them */
    public Proxies(List<String> networks) {
        this.networks = networks.stream()
                .map(network ->
                        new IPAddressString(network, NETWORK).getAddress().toPrefixBlock())
                .toList();
    }

    /** Whether this peer is believed. */
    boolean trust(String peer) {
        return address(peer).filter(this::trust).isPresent();
    }

    /**
     * For whom this peer asks: the client's address, or the peer's own where it is not believed or tells nothing.
     *
     * @param forwardedFor the values of {@code X-Forwarded-For}, in the order in which they came
     */
    String client(String peer, List<String> forwardedFor) {
        var client = peer;
        var hops = String.join(",", forwardedFor).split(",");
        for (var hop = hops.length - 1; hop >= 0 && trust(client); hop--) {
            var before = address(hops[hop].strip());
            if (before.isEmpty()) break; // "unknown", or nonsense: who told it is the last one we know
            client = before.get().toCanonicalString();
        }
        return client;
    }

    private boolean trust(IPAddress peer) {
        return networks.stream().anyMatch(network -> network.contains(peer));
    }

    private static Optional<IPAddress> address(String hop) {
        return Optional.ofNullable(new HostName(hop, HOP).asAddress()).map(Proxies::withoutMapping);
    }

    /** {@code ::ffff:192.0.2.1} is how an IPv6 socket tells {@code 192.0.2.1} (RFC 4291 §2.5.5.2). */
    private static IPAddress withoutMapping(IPAddress address) {
        return address.isIPv6() && address.toIPv6().isIPv4Mapped()
                ? address.toIPv6().getEmbeddedIPv4Address()
                : address;
    }
}
