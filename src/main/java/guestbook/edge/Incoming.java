package guestbook.edge;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Takes the message that a WebSocket's client is sending, part by part (RFC 6455 §5.4), as long as there is room for it. */
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

    /** Of one unfinished message so much is always held: a guest's entry, in letters of two bytes and with room to grow. */
    private static final int SPARED = 10 * 1024;

    private static final AtomicLong HELD = new AtomicLong();

    private final int limit;
    private final String unit;
    private final ToIntFunction<String> length;
    /** What is kept of the message until its end; so an idle client holds no buffer. */
    private final StringBuilder text = new StringBuilder(0);

    private long held;
    private @Nullable CloseReason refusal;
    private long bytes;
    private boolean told;
    private volatile long dueNanos;
    private volatile boolean unfinished;

    private Incoming(int limit, String unit, ToIntFunction<String> length) {
        this.limit = limit;
        this.unit = unit;
        this.length = length;
    }

    /** For messages that may have so many bytes of UTF-8. */
    public static Incoming ofBytes(int limit) {
        return new Incoming(limit, "bytes", part -> part.getBytes(StandardCharsets.UTF_8).length);
    }

    /** For messages that may have so many characters. */
    public static Incoming ofCharacters(int limit) {
        return new Incoming(limit, "characters", String::length);
    }

    /**
     * Takes the next part of a text.
     *
     * @return the whole of it when this is the last; nothing of a message that is refused, for which the connection is closed
     * @throws IllegalStateException where the client goes on long after that, and is to be {@linkplain #cutOff cut off}
     */
    public Optional<String> text(Session session, String part, boolean last) throws IOException {
        var whole = take(part, last);
        if (isRefused()) close(session);
        return whole;
    }

    synchronized Optional<String> take(String part, boolean last) {
        if (!fits(length.applyAsInt(part), last)) return Optional.empty();
        if (!last) {
            var before = text.capacity();
            weigh(text.append(part).capacity() - before);
            return Optional.empty();
        }
        text.append(part);
        var whole = text.toString();
        release();
        return Optional.of(whole);
    }

    /**
     * Counts the next part of a message that is passed on, and so takes no room here.
     *
     * @param part its length, in the unit of the limit
     * @return false where the message is too long or was refused; then it is to be {@linkplain #close closed}
     * @throws IllegalStateException as for {@link #text}
     */
    public synchronized boolean fits(int part, boolean last) {
        bytes += part;
        if (refusal != null && bytes > PASSED_OVER_BYTES)
            throw new IllegalStateException("The client goes on after a refusal.");
        if (refusal != null) return false;
        var now = System.nanoTime();
        if (isOverdue(now)) refuse(CloseCodes.VIOLATED_POLICY, LATE);
        else if (bytes > limit) refuse(CloseCodes.TOO_BIG, "A message may have " + limit + " " + unit + " at most.");
        if (refusal != null) return false;
        dueNanos = (unfinished ? dueNanos : now + TIME_LIMIT.toNanos()) + part * NANOS_FOR_A_BYTE;
        unfinished = !last;
        if (last) bytes = 0;
        return true;
    }

    /** Nothing fits any more, what comes is only passed over, and the client is told why. */
    public void refuse(Session session, CloseCodes code, String reason) throws IOException {
        refuse(code, reason);
        close(session);
    }

    /** Tells a client who was refused why; once. */
    public void close(Session session) throws IOException {
        CloseReason reason;
        synchronized (this) {
            if (told) return;
            told = true;
            reason = Objects.requireNonNull(refusal, "nothing was refused");
        }
        session.close(reason);
    }

    /** Ends the connection of a client that goes on though goodbye was said, at once where the server has a way. */
    public static void cutOff(Session session) {
        if (!session.isOpen() && Engine.isOfTomcat(session)) TomcatSession.cutOff(session);
    }

    /** Whether nothing fits any more. */
    public synchronized boolean isRefused() {
        return refusal != null;
    }

    /** The connection has ended: whatever the server still delivers of it, nothing is kept. */
    public void end() {
        refuse(CloseCodes.GOING_AWAY, "");
    }

    private void release() {
        text.setLength(0);
        text.trimToSize();
        HELD.addAndGet(-held);
        held = 0;
    }

    /** @param more for how many characters more there is room, of two bytes each where one of them needs two */
    private void weigh(int more) {
        var size = 2L * more;
        held += size;
        if (HELD.addAndGet(size) > HELD_LIMIT && held > SPARED) refuse(CloseCodes.TRY_AGAIN_LATER, CROWDED);
    }

    /** Of several reasons the first counts. */
    private synchronized void refuse(CloseCodes code, String reason) {
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
