package guestbook.edge;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How often a client may do something: token buckets, which let a crowd's first rush pass and hold what never ends. */
public final class Limits {
    /** One guest at one connection signs no more often. */
    private static final Bandwidth SIGNINGS = perMinute(20, 20);
    /** What a connection says besides: waves, that its guest is writing, nonsense. */
    private static final Bandwidth MESSAGES = Bandwidth.builder()
            .capacity(30)
            .refillGreedy(10, Duration.ofSeconds(1))
            .build();

    /** One device, in a burst, */
    private static final Bandwidth DEVICES = perMinute(3, 5);
    /** and for long. */
    private static final Bandwidth DEVICES_FOR_LONG = Bandwidth.builder()
            .capacity(30)
            .refillGreedy(30, Duration.ofHours(1))
            .build();
    /** All those at one address who bring no device that the book knows. */
    private static final Bandwidth STRANGERS = perMinute(60, 30);
    /** A whole party may come from one address. */
    private static final Bandwidth CHANGES = perMinute(300, 150);

    /** Whoever has forgotten which password it was has a few tries, and a guesser no more than these. */
    private static final Bandwidth ATTEMPTS = perMinute(10, 2);

    /** Addresses, and devices, that are remembered; who has been quiet longest is forgotten first. */
    private static final int ADDRESSES = 10_000;

    /** For who is not limited. */
    public static final Connection NONE = new Limits(false).connection("");

    private final boolean on;
    private final Map<String, Bucket> changes = Collections.synchronizedMap(new Remembered());
    private final Map<String, Bucket> devices = Collections.synchronizedMap(new Remembered());
    private final Map<String, Bucket> strangers = Collections.synchronizedMap(new Remembered());
    private final Map<String, Bucket> attempts = Collections.synchronizedMap(new Remembered());

    /** @param on whether anything is limited at all */
    public Limits(boolean on) {
        this.on = on;
    }

    /** One connection's own. */
    public final class Connection {
        /** Most only listen, and so have neither. */
        private @Nullable Bucket signings;

        private @Nullable Bucket messages;
        private final String address;

        private Connection(String address) {
            this.address = address;
        }

        /**
         * Whether the guest may sign now, and this device, and anybody at this address; else after how many seconds.
         *
         * @param device by which the book knows the guest again
         */
        public synchronized OptionalLong sign(Optional<String> device) {
            if (signings == null) signings = bucket(SIGNINGS);
            var wait = take(signings);
            return wait.isPresent() ? wait : Limits.this.sign(address, device);
        }

        /** Whether the client may say something else now; else after how many seconds. */
        public synchronized OptionalLong say() {
            if (messages == null) messages = bucket(MESSAGES);
            return take(messages);
        }
    }

    /**
     * What one connection may.
     *
     * @param address from where it comes; empty where nobody knows
     */
    public Connection connection(String address) {
        return new Connection(address);
    }

    /**
     * Whether somebody may sign now, and anybody at this address; else after how many seconds.
     *
     * @param address empty where nobody knows it
     * @param device by which the book knows the guest again; those without one share what is for strangers at their address
     */
    public OptionalLong sign(String address, Optional<String> device) {
        if (!on || (device.isEmpty() && address.isEmpty())) return OptionalLong.empty();
        var own = device.map(known -> devices.computeIfAbsent(known, one -> bucket(DEVICES, DEVICES_FOR_LONG)))
                .orElseGet(() -> strangers.computeIfAbsent(Ceiling.network(address), network -> bucket(STRANGERS)));
        var wait = takeFrom(own);
        if (wait.isPresent() || address.isEmpty()) return wait;
        var all = change(address);
        if (all.isPresent()) own.addTokens(1); // nothing was signed
        return all;
    }

    /** Whether somebody at this address may change the book now; else after how many seconds. */
    public OptionalLong change(String address) {
        return on
                ? take(changes.computeIfAbsent(Ceiling.network(address), network -> bucket(CHANGES)))
                : OptionalLong.empty();
    }

    /** Whether somebody at this address may try a password now, which is limited in any case; else after how many seconds. */
    public OptionalLong attempt(String address) {
        return takeFrom(attempts.computeIfAbsent(Ceiling.network(address), network -> bucket(ATTEMPTS)));
    }

    private OptionalLong take(Bucket bucket) {
        return on ? takeFrom(bucket) : OptionalLong.empty();
    }

    private static OptionalLong takeFrom(Bucket bucket) {
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(
                        1,
                        Duration.ofNanos(probe.getNanosToWaitForRefill() + 999_999_999)
                                .toSeconds()));
    }

    private static Bucket bucket(Bandwidth... bandwidths) {
        var bucket = Bucket.builder();
        for (var bandwidth : bandwidths) bucket.addLimit(bandwidth);
        return bucket.build();
    }

    private static Bandwidth perMinute(long capacity, long tokens) {
        return Bandwidth.builder()
                .capacity(capacity)
                .refillGreedy(tokens, Duration.ofMinutes(1))
                .build();
    }

    private static final class Remembered extends LinkedHashMap<String, Bucket> {
        private static final long serialVersionUID = 1;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > ADDRESSES;
        }
    }
}
