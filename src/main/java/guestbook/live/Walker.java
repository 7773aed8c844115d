package guestbook.live;

import guestbook.book.Pulse;
import guestbook.book.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Walks over readers whenever its bell rings, and sends each what it lacks. No reader can hold it up. */
final class Walker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Walker.class.getName());

    /** A ring that got lost costs a reader at most this long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(2);

    /** What is done at each ring. */
    @FunctionalInterface
    interface Round {
        /**
         * Goes once over whoever is to be visited.
         *
         * @param heartbeat whether the bell has not rung for a while
         */
        void go(boolean heartbeat);
    }

    private final Round round;
    private final Semaphore bell = new Semaphore(0);
    private final Pulse pulse = new Pulse();
    private final Thread thread;
    private volatile boolean closing;

    Walker(String name, Round round) {
        this.round = round;
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
    }

    private void run() {
        boolean last;
        do {
            pulse.beat();
            try {
                var rung = bell.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
                last = closing;
                round.go(!rung);
            } catch (InterruptedException stray) {
                last = false; // nobody here interrupts the walker; it ends by close() alone
            } catch (RuntimeException bug) {
                last = closing;
                LOG.log(Level.ERROR, "A walk failed; the next heartbeat tries again.", bug);
            }
        } while (!last || bell.availablePermits() > 0);
    }
}
