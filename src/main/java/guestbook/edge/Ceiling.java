package guestbook.edge;

import inet.ipaddr.IPAddressString;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many may be there at once, in all and from one address; of IPv6 the first 64 bits, which one household has (RFC 6177). */
public final class Ceiling {
    private static final int IPV6_NETWORK_BITS = 64;

    private final int all;
    private final int byAddress;
    private final AtomicInteger taken = new AtomicInteger();
    private final ConcurrentMap<String, Integer> takenByAddress = new ConcurrentHashMap<>();

    public Ceiling(int all, int byAddress) {
        this.all = all;
        this.byAddress = byAddress;
    }

    /** Room for one, to be given back. */
    public final class Place {
        private final String network;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(String network) {
            this.network = network;
        }

        /** Gives the room back; more than once does no harm. */
        public void leave() {
            if (left.getAndSet(true)) return;
            taken.decrementAndGet();
            takenByAddress.computeIfPresent(network, (same, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
        }
    }

    /**
     * Takes a place; empty where there is none.
     *
     * @param address an IP address, or empty where nobody knows it, which then counts in all alone
     */
    public Optional<Place> enter(String address) {
        if (taken.incrementAndGet() > all) {
            taken.decrementAndGet();
            return Optional.empty();
        }
        var place = new Place(network(address));
        var here = takenByAddress.merge(place.network, 1, Integer::sum);
        if (here <= byAddress || address.isEmpty()) return Optional.of(place);
        place.leave();
        return Optional.empty();
    }

    /** No room at all, for who has found none and is only to be told so. */
    public Place none() {
        var none = new Place("");
        none.left.set(true);
        return none;
    }

    /** Whether somebody from this address would find a place now. */
    public boolean hasRoom(String address) {
        return taken.get() < all && (address.isEmpty() || takenByAddress.getOrDefault(network(address), 0) < byAddress);
    }

    static String network(String address) {
        if (address.indexOf(':') < 0) return address;
        var parsed = new IPAddressString(address).getAddress();
        if (parsed == null || !parsed.isIPv6() || parsed.toIPv6().isIPv4Mapped()) return address;
        return parsed.toPrefixBlock(IPV6_NETWORK_BITS).toCanonicalString();
    }
}
