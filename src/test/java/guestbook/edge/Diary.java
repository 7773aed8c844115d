package guestbook.edge;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What all guests of a day did, and heard. */
final class Diary {
    final AtomicLong visits = new AtomicLong();
    final AtomicLong signed = new AtomicLong();
    final AtomicLong withdrawn = new AtomicLong();
    final AtomicLong heard = new AtomicLong();
    /** Connections that ended while a guest listened. */
    final AtomicLong returns = new AtomicLong();
    /** Questions whose answer did not come. */
    final AtomicLong lost = new AtomicLong();

    private final AtomicLong slowestNanos = new AtomicLong();

    void took(Duration answer) {
        slowestNanos.accumulateAndGet(answer.toNanos(), Math::max);
    }

    @Override
    public String toString() {
        return "%s visits, %s signed, %s withdrawn, %s heard, %s returns, %s answers lost, the slowest after %d ms"
                .formatted(
                        visits,
                        signed,
                        withdrawn,
                        heard,
                        returns,
                        lost,
                        Duration.ofNanos(slowestNanos.get()).toMillis());
    }
}
