package guestbook.live;

import guestbook.edge.Ceiling;
import guestbook.edge.OpenResponse;
import guestbook.feed.Changes;
import guestbook.lane.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A reader who waits for one answer. */
final class LongPoll extends HttpSubscriber {
    private final Broadcaster broadcaster;
    private final OpenResponse response;
    private final long revision;
    private final long endNanos;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** @param wait after which it is answered though nothing happened */
    LongPoll(Broadcaster broadcaster, Ceiling.Place place, OpenResponse response, long revision, Duration wait) {
        super(broadcaster, place, response, revision);
        this.broadcaster = broadcaster;
        this.response = response;
        this.revision = revision;
        endNanos = System.nanoTime() + wait.toNanos();
    }

    @Override
    Message message(Changes changes) {
        return changes.whole();
    }

    /** White space before the one answer is nothing to JSON (RFC 8259 §2). */
    @Override
    String nothing() {
        return " ";
    }

    @Override
    void transmit(Message message) {
        var texts = message.texts().stream()
                .filter(text -> text.isBlank() || !answered.getAndSet(true))
                .toList();
        if (!texts.isEmpty()) super.transmit(Message.of(texts));
    }

    @Override
    void written() {
        if (!answered.get()) {
            sent();
            return;
        }
        broadcaster.remove(this);
        response.end();
    }

    /** Nothing new, at once: an answer with status 200 has a body. */
    @Override
    void turnAway() {
        answered.set(true);
        start(unchanged());
    }

    @Override
    void look(long nowNanos) {
        if (nowNanos >= endNanos) reply(unchanged());
        else super.look(nowNanos);
    }

    /** Whoever still waits is answered; the reader asks again with the same cursor, and elsewhere. */
    @Override
    void end(Ending why) {
        if (why == Ending.RESTART && sendingNanos(System.nanoTime()) == 0) transmit(Message.of(List.of(unchanged())));
        else super.end(why);
    }

    private String unchanged() {
        return Changes.none(revision, broadcaster.feed().head()).json();
    }
}
