package guestbook.edge;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Weighs the message that a WebSocket's client is sending, part by part (RFC 6455 §5.4). */
public final class Incoming {
    /** A message that has begun must end within this time. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    /** Who is refused and goes on sends so much in vain, so that it can still read why; then it is cut off. */
    private static final int PASSED_OVER_BYTES = 1024 * 1024;

    /** Of unfinished messages, all together, so much is held in memory. */
    private static final long HELD_LIMIT = Runtime.getRuntime().maxMemory() / 16;

    private static final AtomicLong HELD = new AtomicLong();

    private final int limitBytes;
    private long held;
    private boolean crowded;
    private long bytes;
    private boolean refused;
    private volatile long beganNanos;
    private volatile boolean unfinished;

    /** @param limitBytes the longest message, in bytes of UTF-8 */
    public Incoming(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Takes the next part.
     *
     * @return false where the message is too long or was refused; then nothing of it is to be kept, nor of any after it
     * @throws IllegalStateException where the client goes on long after that, which ends its connection
     */
    public boolean fits(int partBytes, boolean last) {
        bytes += partBytes;
        if (refused && bytes > PASSED_OVER_BYTES)
            throw new IllegalStateException("The client goes on after a refusal.");
        if (bytes > limitBytes) refuse();
        if (!last && !refused && !findsRoom(partBytes)) {
            crowded = true;
            refuse();
        }
        if (refused) return false;
        if (!unfinished) beganNanos = System.nanoTime();
        unfinished = !last;
        if (last) {
            bytes = 0;
            release();
        }
        return true;
    }

    /** Whether it was refused because others' unfinished messages have taken all the room. */
    public boolean isCrowded() {
        return crowded;
    }

    /** Gives back the room of an unfinished message; for the end of the connection as well. */
    public void release() {
        HELD.addAndGet(-held);
        held = 0;
    }

    /** As characters a part may take twice its bytes. */
    private boolean findsRoom(int partBytes) {
        held += 2L * partBytes;
        return HELD.addAndGet(2L * partBytes) <= HELD_LIMIT;
    }

    /** Nothing fits any more, and what comes is only passed over. */
    public void refuse() {
        if (!refused) bytes = 0;
        refused = true;
        unfinished = false;
        release();
    }

    /** Whether a message has begun too long ago. */
    public boolean isOverdue(long nowNanos) {
        return unfinished && nowNanos - beganNanos > TIME_LIMIT.toNanos();
    }
}
