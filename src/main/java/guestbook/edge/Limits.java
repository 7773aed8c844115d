package guestbook.edge;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** A whole party may come from one address. */
    private static final Bandwidth CHANGES = perMinute(300, 150);

    /** Whoever has forgotten which password it was has a few tries, and a guesser no more than these. */
    private static final Bandwidth ATTEMPTS = perMinute(10, 2);

    /** Addresses that are remembered; who has been quiet longest is forgotten first. */
    private static final int ADDRESSES = 10_000;

    /** For who is not limited. */
    public static final Connection NONE = new Limits(false).connection("");

    private final boolean on;
    private final Map<String, Bucket> changes = Collections.synchronizedMap(new Remembered());
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

        /** Whether the guest may sign now, and anybody at this address; else after how many seconds. */
        public synchronized OptionalLong sign() {
            if (signings == null) signings = bucket(SIGNINGS);
            var wait = take(signings);
            return wait.isPresent() || address.isEmpty() ? wait : change(address);
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

    private static Bucket bucket(Bandwidth bandwidth) {
        return Bucket.builder().addLimit(bandwidth).build();
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
