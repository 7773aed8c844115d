package guestbook.edge;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Weighs the message that a WebSocket's client is sending, part by part (RFC 6455 §5.4). */
public final class Incoming {
    /** A message that has begun must end within this time, which is longer for one that goes on as fast as {@link #BYTES_A_SECOND}. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    private static final int BYTES_A_SECOND = 64 * 1024;
    private static final long NANOS_FOR_A_BYTE = Duration.ofSeconds(1).toNanos() / BYTES_A_SECOND;

    /** Why a message that does not end is refused. */
    public static final String LATE = "A message must come within " + TIME_LIMIT.toSeconds() + " seconds.";

    private static final String CROWDED = "Many long messages are on their way; please come back.";

    /** Who is refused and goes on sends so much in vain, so that it can still read why; then it is cut off. */
    private static final int PASSED_OVER_BYTES = 1024 * 1024;

    /** Of unfinished messages, all together, so much is held in memory. */
    private static final long HELD_LIMIT = Runtime.getRuntime().maxMemory() / 16;

    private static final AtomicLong HELD = new AtomicLong();

    private final int limit;
    private final String unit;
    private final boolean holds;
    private long held;
    private @Nullable CloseReason refusal;
    private long bytes;
    private volatile long dueNanos;
    private volatile boolean unfinished;

    private Incoming(int limit, String unit, boolean holds) {
        this.limit = limit;
        this.unit = unit;
        this.holds = holds;
    }

    /**
     * For messages that are kept until their end.
     *
     * @param limit the longest message
     * @param unit in which it is told, such as bytes
     */
    public static Incoming held(int limit, String unit) {
        return new Incoming(limit, unit, true);
    }

    /** For messages whose parts are passed on as they come, and so take no room. */
    public static Incoming passedOn(int limitBytes) {
        return new Incoming(limitBytes, "bytes", false);
    }

    /**
     * Takes the next part.
     *
     * @param part its length, in the unit of the limit
     * @return false where the message is too long or was refused; then nothing of it is to be kept, nor of any after it
     * @throws IllegalStateException where the client goes on long after that, and is to be {@linkplain #cutOff cut off}
     */
    public synchronized boolean fits(int part, boolean last) {
        bytes += part;
        if (refusal != null && bytes > PASSED_OVER_BYTES)
            throw new IllegalStateException("The client goes on after a refusal.");
        if (refusal != null) return false;
        var now = System.nanoTime();
        if (isOverdue(now)) refuse(CloseCodes.VIOLATED_POLICY, LATE);
        else if (bytes > limit) refuse(CloseCodes.TOO_BIG, "A message may have " + limit + " " + unit + " at most.");
        else if (!last && holds && !findsRoom(part)) refuse(CloseCodes.TRY_AGAIN_LATER, CROWDED);
        if (refusal != null) return false;
        dueNanos = (unfinished ? dueNanos : now + TIME_LIMIT.toNanos()) + part * NANOS_FOR_A_BYTE;
        unfinished = !last;
        if (last) {
            bytes = 0;
            release();
        }
        return true;
    }

    /** Ends the connection of a client that goes on though goodbye was said, at once where the server has a way. */
    public static void cutOff(Session session) {
        if (!session.isOpen() && Engine.isOfTomcat(session)) TomcatSession.cutOff(session);
    }

    /** Why nothing fits any more; where something does there is no reason. */
    public synchronized CloseReason refusal() {
        return Objects.requireNonNull(refusal, "nothing was refused");
    }

    /** The connection has ended: whatever the server still delivers of it, nothing is kept. */
    public void end() {
        refuse(CloseCodes.GOING_AWAY, "");
    }

    private void release() {
        HELD.addAndGet(-held);
        held = 0;
    }

    /** As characters a part may take twice its bytes. */
    private boolean findsRoom(int part) {
        held += 2L * part;
        return HELD.addAndGet(2L * part) <= HELD_LIMIT;
    }

    /** Nothing fits any more, and what comes is only passed over; of several reasons the first counts. */
    public synchronized void refuse(CloseCodes code, String reason) {
        if (refusal != null) return;
        refusal = new CloseReason(code, reason);
        bytes = 0;
        unfinished = false;
        release();
    }

    /** Whether a message should have ended by now. */
    public boolean isOverdue(long nowNanos) {
        return unfinished && nowNanos - dueNanos > 0;
    }
}
