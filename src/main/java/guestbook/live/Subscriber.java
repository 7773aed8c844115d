package guestbook.live;

import guestbook.edge.Ceiling;
import guestbook.feed.Changes;
import guestbook.lane.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One connected reader: a cursor, and whether a send is in flight.
 *
 * <p>There is never more than one send in flight, and what comes next is looked up only when the last one has gone. So a
 * reader costs the same memory however slow it is, and gets larger frames instead of a longer queue.
 */
abstract class Subscriber {
    private static final AtomicIntegerFieldUpdater<Subscriber> LOOKS =
            AtomicIntegerFieldUpdater.newUpdater(Subscriber.class, "looks");

    private final Broadcaster broadcaster;
    private final Ceiling.Place place;
    /** Guarded by this object; null while there are none. */
    private @Nullable List<String> replies;
    /** Guarded by this object. */
    private int repliesCharacters;
    /** Guarded by this object; null when it has been sent. */
    private @Nullable String notice;
    /** Whether either is there. */
    private volatile boolean addressed;

    @SuppressWarnings("UnusedVariable") // see LOOKS
    private volatile int looks;

    /** What goes next, behind answers. */
    private volatile @Nullable Message outgoing;

    private volatile long revision;
    private volatile boolean sending;
    private volatile long sendingSinceNanos;

    /** @param place is given back when the reader has gone */
    Subscriber(Broadcaster broadcaster, Ceiling.Place place, long revision) {
        this.broadcaster = broadcaster;
        this.place = place;
        this.revision = revision;
    }

    /** Sends a message; calls {@link #sent} when it has gone and {@link #lost} when it cannot. Never blocks. */
    abstract void transmit(Message message);

    /** What is due, whatever else is to be sent; mostly nothing. */
    @Nullable
    Message due() {
        return null;
    }

    /** What these changes are to this reader. */
    abstract Message message(Changes changes);

    /** The way that its messages go. */
    abstract String lane();

    /** Called each second, for what depends on time. Never blocks. */
    void look(long nowNanos) {
        // most readers only wait
    }

    /** Ends the connection. May block. */
    abstract void end(Ending ending);

    /** Why the server ends a connection. */
    enum Ending {
        /** The reader took nothing for too long. */
        STALLED,
        /** The reader answered no ping. */
        SILENT,
        /** A message of the reader's own does not end. */
        LATE,
        /** The reader may not hear any more what moderators hear. */
        DISMISSED,
        /** The server stops. */
        RESTART
    }

    /** Puts an answer for this reader alone in front of the changes. */
    final void reply(String message) {
        offer(Integer.MAX_VALUE, message);
    }

    /**
     * Puts something for this reader alone in front of the changes.
     *
     * @param limitCharacters how much may wait with it
     * @return false where it does not fit, and nothing was done
     */
    final boolean offer(int limitCharacters, String message) {
        synchronized (this) {
            if (repliesCharacters > limitCharacters - message.length()) return false;
            if (replies == null) replies = new ArrayList<>(1);
            replies.add(message);
            repliesCharacters += message.length();
            addressed = true;
        }
        broadcaster.serve(this);
        return true;
    }

    /** Tells something of which only the newest counts; what has not been sent yet is forgotten. */
    public final void tell(String newest) {
        synchronized (this) {
            notice = newest;
            addressed = true;
        }
        broadcaster.serve(this);
    }

    final synchronized int waitingReplies() {
        return replies == null ? 0 : replies.size();
    }

    /** Gives the reader's room to another. */
    final void leave() {
        place.leave();
    }

    /** Sends what waits and everything up to the head, if nothing is in flight; when it has gone, looks again. */
    final void catchUp() {
        if (LOOKS.getAndIncrement(this) != 0) return; // whoever is looking looks once more
        try {
            var asked = 1;
            do {
                if (!sending) sendNext();
                asked = LOOKS.addAndGet(this, -asked);
            } while (asked != 0);
        } catch (RuntimeException | Error broken) {
            LOOKS.set(this, 0);
            lost();
            throw broken;
        }
    }

    /** What was in flight has gone. */
    final void sent() {
        sending = false;
        catchUp();
    }

    /** The connection is of no use any more. */
    final void lost() {
        drop(Ending.STALLED);
    }

    /** The reader is let go. */
    final void drop(Ending why) {
        broadcaster.drop(this, why);
    }

    /** Asks something that the database knows, on a thread that may wait for it. */
    final void askDatabase(Runnable question) {
        broadcaster.look(question);
    }

    /** What was missed cannot be read just now; the next walk asks again. */
    final void postpone() {
        sending = false;
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

    private void sendNext() {
        var next = next();
        if (next != null) {
            busy();
            send(next);
        } else if (isBehind()) {
            busy();
            broadcaster.fetch(this, revision);
        }
    }

    /** What is for this reader alone, then what has changed, as far as memory has it. */
    private @Nullable Message next() {
        var due = due();
        if (due != null) return due;
        var next = outgoing;
        outgoing = null;
        if (next != null) return next;
        var changes = isBehind() ? broadcaster.feed().recent(revision) : Optional.<Changes>empty();
        if (changes.isPresent()) return upTo(changes.get());
        return addressed ? addressed() : null;
    }

    /**
     * Moves the cursor. Answers go before changes, but are looked for after them: whatever has changed by now has been answered, so
     * nobody hears of their own entry before its answer.
     */
    private Message upTo(Changes changes) {
        revision = changes.to().revision();
        var news = message(changes);
        if (!addressed) return news;
        outgoing = news;
        return addressed();
    }

    private boolean isBehind() {
        return revision < broadcaster.feed().head().cursor().revision();
    }

    private synchronized Message addressed() {
        var texts = replies == null ? new ArrayList<String>(1) : replies;
        if (notice != null) texts.add(notice);
        replies = null;
        repliesCharacters = 0;
        notice = null;
        addressed = false;
        return Message.of(texts);
    }

    /** Moves the cursor and sends what lies between, which was being fetched. */
    final void take(Changes changes) {
        send(upTo(changes));
    }

    private void send(Message message) {
        if (message.isEmpty()) sent();
        else transmit(message);
    }
}
