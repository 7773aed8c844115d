package guestbook.live;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One round over some of the readers, in which each is sent what it lacks.
 *
 * <p>On some servers a send is cheapest where the walker waits for it ({@link Subscriber#transmitWaiting}), which it does not
 * notice as long as the reader's socket has room. A reader whose socket is full holds the round up; then another round takes
 * over, and that reader is not waited for until it has taken a message quickly again.
 */
final class Walk implements Runnable {
    private final Supplier<@Nullable Subscriber> subscribers;
    private final boolean mayWait;
    private final BiConsumer<Subscriber, RuntimeException> broken;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile long stepNanos = System.nanoTime();
    private volatile boolean handedOver;

    /**
     * @param subscribers the next to be visited, null at the round's end
     * @param mayWait whether a send may wait for a reader's socket
     * @param broken takes a reader whose connection failed in a way that nobody foresaw
     */
    Walk(Supplier<@Nullable Subscriber> subscribers, boolean mayWait, BiConsumer<Subscriber, RuntimeException> broken) {
        this.subscribers = subscribers;
        this.mayWait = mayWait;
        this.broken = broken;
    }

    @Override
    public void run() {
        try {
            for (var subscriber = subscribers.get(); subscriber != null; subscriber = subscribers.get()) {
                stepNanos = System.nanoTime();
                try {
                    subscriber.catchUp(this::mayWait);
                } catch (RuntimeException failed) {
                    broken.accept(subscriber, failed);
                }
                if (handedOver) {
                    subscriber.heldUp();
                    return;
                }
            }
        } finally {
            end.countDown();
        }
    }

    private boolean mayWait() {
        return mayWait && !handedOver;
    }

    /** Waits until the round has ended; false when one reader has held it up for so long, and another round has to take over. */
    boolean ends(Duration limit) throws InterruptedException {
        var left = limit.toNanos();
        while (!end.await(left, TimeUnit.NANOSECONDS)) {
            left = limit.toNanos() - (System.nanoTime() - stepNanos);
            if (left > 0) continue;
            handedOver = true;
            return false;
        }
        return true;
    }

    /** Whether the round has ended, perhaps long after another took over. */
    boolean hasEnded() {
        return end.getCount() == 0;
    }
}
