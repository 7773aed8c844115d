package guestbook.book;

import java.time.Duration;

/** When something that goes round and round was last seen to. */
public final class Pulse {
    private volatile long beatNanos = System.nanoTime();

    /** It has come round. */
    public void beat() {
        beatNanos = System.nanoTime();
    }

    /** How long it has not. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - beatNanos);
    }
}
