package guestbook.live;

import guestbook.book.Threads;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connected reader: a cursor, and whether a send is in flight.
 *
 * <p>There is never more than one send in flight, and what comes next is looked up only when the last one has gone. So a
 * reader costs the same memory however slow it is, and gets larger frames instead of a longer queue.
 */
abstract class Subscriber {
    private static final long QUICK_NANOS = Duration.ofMillis(5).toNanos();

    private final Broadcaster broadcaster;
    private final Queue<String> replies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingReplies = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<@Nullable String> notice = new AtomicReference<>();
    private volatile Iterator<String> outgoing = Collections.emptyIterator();
    private volatile long revision;
    private volatile boolean sending;
    private volatile long sendingSinceNanos;
    private volatile boolean full;

    Subscriber(Broadcaster broadcaster, long revision) {
        this.broadcaster = broadcaster;
        this.revision = revision;
    }

    /** Sends one message; calls {@link #sent} when it has gone and {@link #lost} when it cannot. Never blocks. */
    abstract void transmit(String message);

    /**
     * Sends messages and waits until they have gone, then calls {@link #sent} or {@link #lost}; for the walker alone.
     *
     * @return false, with nothing done, where {@link #transmit} is as good
     */
    boolean transmitWaiting(List<String> messages) {
        return false;
    }

    /** The messages that these changes are to this reader. */
    abstract List<String> messages(Changes changes);

    /** Keeps proxies from closing a quiet connection; called now and then while nothing is in flight. May block. */
    abstract void ping();

    /** Ends the connection. May block. */
    abstract void end(Ending ending);

    /** Why the server ends a connection. */
    enum Ending {
        /** The reader took nothing for too long, or answered no ping. */
        STALLED,
        /** The server stops. */
        RESTART
    }

    /** Puts an answer for this reader alone in front of the changes. */
    final void reply(String message) {
        waitingReplies.incrementAndGet();
        replies.add(message);
        catchUp();
    }

    /** Tells something of which only the newest counts; what has not been sent yet is forgotten. */
    final void tell(String newest) {
        notice.set(newest);
        catchUp();
    }

    final int waitingReplies() {
        return waitingReplies.get();
    }

    /** Sends everything up to the head in one frame, if nothing is in flight; when it has gone, looks again. */
    final void catchUp() {
        catchUp(() -> false);
    }

    /** @param mayWait whether a send may wait for the reader's socket just now, as it may on a walker's thread alone */
    final void catchUp(BooleanSupplier mayWait) {
        if (looks.getAndIncrement() != 0) return; // whoever is looking looks once more
        var asked = 1;
        do {
            if (!sending) sendNext(!full && mayWait.getAsBoolean());
            asked = looks.addAndGet(-asked);
        } while (asked != 0);
    }

    /** What was in flight has gone. */
    final void sent() {
        if (System.nanoTime() - sendingSinceNanos < QUICK_NANOS) full = false;
        sending = false;
        catchUp();
    }

    /** The connection is of no use any more. */
    final void lost() {
        broadcaster.drop(this);
    }

    /** What was missed cannot be read just now; the next walk asks again. */
    final void postpone() {
        sending = false;
    }

    /** Its socket has been full: it is not waited for until a message has gone quickly again. */
    final void heldUp() {
        full = true;
    }

    /** How long the message in flight has been on its way; 0 when there is none. */
    final long sendingNanos(long nowNanos) {
        return sending ? Math.max(1, nowNanos - sendingSinceNanos) : 0;
    }

    /** Nothing is sent until {@link #sent} is called. */
    final void busy() {
        sendingSinceNanos = System.nanoTime();
        sending = true;
    }

    private void sendNext(boolean mayWait) {
        var reply = replies.poll();
        var news = reply == null ? notice.getAndSet(null) : null;
        if (reply != null) {
            waitingReplies.decrementAndGet();
            busy();
            send(reply, mayWait);
        } else if (news != null) {
            busy();
            send(news, mayWait);
        } else if (outgoing.hasNext()) {
            busy();
            send(outgoing.next(), mayWait);
        } else if (revision < broadcaster.feed().head().cursor().revision()) {
            busy();
            broadcaster
                    .feed()
                    .recent(revision)
                    .ifPresentOrElse(changes -> take(changes, mayWait), () -> broadcaster.read(this, revision));
        }
    }

    /** Moves the cursor and sends what lies between. */
    final void take(Changes changes) {
        take(changes, false);
    }

    private void take(Changes changes, boolean mayWait) {
        revision = changes.to().revision();
        var messages = messages(changes);
        if (messages.isEmpty()) {
            sent();
        } else if (!mayWait || !transmitWaiting(messages)) {
            outgoing = messages.iterator();
            send(outgoing.next());
        }
    }

    private void send(String message, boolean mayWait) {
        if (!mayWait || !transmitWaiting(List.of(message))) send(message);
    }

    private void send(String message) {
        // The server tells the result on a thread of its own, which it may have to make.
        Threads.withoutInheritance(() -> transmit(message));
    }
}
