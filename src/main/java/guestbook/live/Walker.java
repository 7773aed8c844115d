package guestbook.live;

import guestbook.book.Pulse;
import guestbook.book.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends readers on their way whenever its bell rings; no reader who holds it up does so for long. */
final class Walker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Walker.class.getName());

    /** A ring that got lost costs a reader at most this long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** A reader who holds the walker up for longer is left behind. */
    private static final Duration HOLD_LIMIT = Duration.ofMillis(20);
    /** So many may hold a walk of their own; beyond, nobody is waited for. */
    private static final int HELD_WALKS = 8;

    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(2);

    /** Who is to be visited. */
    @FunctionalInterface
    interface Plan {
        /**
         * Told anew for each walk.
         *
         * @param behind whether the bell had rung again before the last walk was over
         * @param heartbeat whether it has not rung for a while
         * @return rounds that may go on side by side: each tells who comes next, and null at its end; whom a round leaves
         *     must be in the next walk's
         */
        List<Supplier<@Nullable Subscriber>> rounds(boolean behind, boolean heartbeat);
    }

    private final Plan plan;
    private final BiConsumer<Subscriber, RuntimeException> broken;
    private final Semaphore bell = new Semaphore(0);
    private final ExecutorService walking = Executors.newCachedThreadPool(Threads.named("guestbook-walking"));
    private final List<Walk> held = new ArrayList<>();
    private final Thread thread;
    private final Pulse pulse = new Pulse();
    private volatile boolean closing;

    /** @param broken takes a reader whose connection failed in a way that nobody foresaw */
    Walker(String name, Plan plan, BiConsumer<Subscriber, RuntimeException> broken) {
        this.plan = plan;
        this.broken = broken;
        thread = Threads.named(name).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    void ring() {
        bell.release();
    }

    /** For how long it has not come round; it does with each heartbeat at least. */
    Duration silence() {
        return pulse.silence();
    }

    /** Ends when everybody has been visited once more. */
    @Override
    public void close() {
        closing = true;
        ring();
        try {
            thread.join(CLOSING_LIMIT.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        walking.shutdown();
    }

    private void run() {
        boolean last;
        do {
            pulse.beat();
            var behind = bell.tryAcquire();
            try {
                var heartbeat = !behind && !bell.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
                last = closing;
                walk(plan.rounds(behind, heartbeat));
            } catch (InterruptedException stray) {
                last = false; // nobody here interrupts the walker; it ends by close() alone
            } catch (RuntimeException bug) {
                last = closing;
                LOG.log(Level.ERROR, "A walk failed; the next heartbeat tries again.", bug);
            }
        } while (!last || bell.availablePermits() > 0);
    }

    /** When one reader holds a round up, the rest of it is left to the next walk. */
    private void walk(List<Supplier<@Nullable Subscriber>> rounds) {
        held.removeIf(Walk::hasEnded);
        var mayWait = held.size() < HELD_WALKS;
        var walks =
                rounds.stream().map(round -> new Walk(round, mayWait, broken)).toList();
        try {
            walks.forEach(walking::execute);
            for (var walk : walks) {
                if (walk.ends(HOLD_LIMIT)) continue;
                held.add(walk);
                ring();
            }
        } catch (RejectedExecutionException closed) {
            // everybody is being told goodbye
        } catch (InterruptedException stray) {
            ring();
        }
    }
}
