package guestbook.live;

import guestbook.book.Json;
import guestbook.book.Signer;
import guestbook.edge.Ceiling;
import guestbook.edge.Incoming;
import guestbook.edge.Limits;
import guestbook.feed.Changes;
import guestbook.feed.Feed;
import guestbook.lane.Lane;
import guestbook.lane.Message;
import guestbook.presence.Instances;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A reader on a WebSocket, of either kind: ours, with everything in one frame, or the lecture's, with a frame each. */
final class LiveSocket extends Subscriber implements Instances.Visitor {
    /** Messages that a client may send ahead of their answers. */
    private static final int UNANSWERED_LIMIT = 128;

    /** Proxies close a connection that is quiet for a minute; some for half of it. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(25);

    /** A peer that leaves so many pings unanswered is dead; some networks never say so. */
    private static final int PINGS_LIMIT = 2;

    /** Who writes says so now and then; who has said nothing for this long is not writing any more. */
    private static final Duration WRITING_LIMIT = Duration.ofSeconds(6);

    /** So many characters may wait as answers for one reader; with the next it is let go. */
    private static final int ANSWERS_LIMIT_CHARACTERS = 256 * 1024;

    /** A pass may be revoked anywhere; it is looked for each second. */
    private static final Duration CONFIRMED_FOR = Duration.ofSeconds(3);

    private static final int WAVES_LIMIT_CHARACTERS = 16 * 1024;

    private final Session session;
    private final Lane lane;
    private final String id;
    private final Incoming incoming;
    private final Limits.Connection limits;
    private final Dialect dialect;
    /** Whether a moderator still is one; asked again and again, because a pass may be revoked anywhere. */
    private final BooleanSupplier isModerator;

    private final AtomicBoolean looking = new AtomicBoolean();
    /** When a moderator was last known to be one. */
    private volatile long confirmedNanos = System.nanoTime();

    private volatile boolean dismissed;
    private final AtomicInteger inWork = new AtomicInteger();
    /** How many have been sent since the peer was last heard. */
    private volatile int pings;

    private volatile long pingedNanos = System.nanoTime();
    private volatile boolean pinging;

    private volatile boolean watching;
    private volatile boolean writing;
    private volatile long wroteNanos;

    /** What a reader is told, and how. */
    private enum Dialect {
        /** A frame for each change, and nothing else. */
        LECTURES,
        /** Everything in one frame. */
        OURS,
        /** The same, with what moderators alone may hear. */
        MODERATORS;

        static Dialect of(@Nullable String subprotocol) {
            if (LiveEndpoint.MODERATORS.equals(subprotocol)) return MODERATORS;
            return LiveEndpoint.SUBPROTOCOL.equals(subprotocol) ? OURS : LECTURES;
        }
    }

    /**
     * @param id what others call this connection
     * @param isModerator asked each second of one who hears what moderators hear
     */
    LiveSocket(
            Broadcaster broadcaster,
            Ceiling.Place place,
            Session session,
            Lane lane,
            String id,
            Incoming incoming,
            Limits.Connection limits,
            BooleanSupplier isModerator,
            Feed.Standing standing) {
        super(broadcaster, place, standing.revision());
        this.session = session;
        this.lane = lane;
        this.id = id;
        this.incoming = incoming;
        this.limits = limits;
        this.isModerator = isModerator;
        dialect = Dialect.of(session.getNegotiatedSubprotocol());
    }

    /** Our clients learn where they stand; the lecture's are told nothing at connection. */
    void welcome(Feed.Standing standing) {
        if (dialect == Dialect.LECTURES) return;
        reply(Json.text(Json.object()
                .put("type", "Welcome")
                .put("epoch", standing.place().epoch())
                .put("revision", standing.head().cursor().revision())
                .put("connection", id)));
        if (standing.reset()) reply("{\"type\":\"Reset\"}");
    }

    /** Takes a message that wants an answer; false when the client is too far ahead of its answers. */
    boolean expectsAnswer() {
        return inWork.incrementAndGet() + waitingReplies() <= UNANSWERED_LIMIT;
    }

    /** Answers one of those messages. */
    void answer(String message) {
        inWork.decrementAndGet();
        if (!offer(ANSWERS_LIMIT_CHARACTERS, message)) lost();
    }

    @Override
    public boolean pass(String message) {
        return offer(WAVES_LIMIT_CHARACTERS, message);
    }

    /** Whether the guest may sign now; else after how many seconds. */
    OptionalLong mayWaitToSign(Signer signer) {
        return limits.sign(signer.device().map(UUID::toString));
    }

    /** Whether the client may say something else now; else after how many seconds. */
    OptionalLong mayWaitToSay() {
        return limits.say();
    }

    /** Takes one of those messages that wants no answer in the end. */
    void noted() {
        inWork.decrementAndGet();
    }

    @Override
    public String id() {
        return id;
    }

    /** From now on the client is told who is there. */
    void watch(Supplier<String> presence) {
        watching = true; // first, or a change meanwhile would not be told
        answer(presence.get());
    }

    @Override
    public boolean isWatching() {
        return watching;
    }

    /** Its guest is writing, or has finished. */
    void writing(boolean now) {
        wroteNanos = System.nanoTime();
        writing = now;
    }

    @Override
    public boolean isWriting(long nowNanos) {
        return writing && nowNanos - wroteNanos < WRITING_LIMIT.toNanos();
    }

    /** The peer is alive. */
    void heard() {
        pings = 0;
    }

    @Override
    Message message(Changes changes) {
        return switch (dialect) {
            case LECTURES -> changes.each();
            case OURS -> changes.whole();
            case MODERATORS -> isConfirmed() ? changes.forModerators() : Message.of(List.of());
        };
    }

    @Override
    void transmit(Message message) {
        if (lane.send(message, this::ended)) sent();
    }

    @Override
    String lane() {
        return lane.name();
    }

    private void ended(boolean gone) {
        if (gone) sent();
        else lost();
    }

    @Override
    void look(long nowNanos) {
        lane.look();
        if (dialect == Dialect.MODERATORS) lookWhoThisIs();
        if (incoming.isOverdue(nowNanos)) drop(Ending.LATE);
        else if (nowNanos - pingedNanos > PING_INTERVAL.toNanos()) ping();
    }

    private void lookWhoThisIs() {
        if (!isConfirmed()) lost(); // it comes back, and is asked again
        else if (looking.compareAndSet(false, true))
            askDatabase(() -> {
                try {
                    dismissed = !isModerator.getAsBoolean();
                    confirmedNanos = System.nanoTime();
                    if (dismissed) drop(Ending.DISMISSED);
                } finally {
                    looking.set(false);
                }
            });
    }

    /** Whoever is not known for certain to be a moderator hears nothing more that moderators hear. */
    private boolean isConfirmed() {
        return !dismissed && System.nanoTime() - confirmedNanos < CONFIRMED_FOR.toNanos();
    }

    private void ping() {
        if (pings >= PINGS_LIMIT) drop(Ending.SILENT);
        else {
            pinging = true;
            catchUp();
        }
    }

    /** It goes before everything else, or who is always behind would never be pinged. */
    @Override
    @Nullable
    Message due() {
        if (!pinging || !lane.takesPing()) return null;
        pinging = false;
        var unanswered = pings;
        pings = unanswered + 1;
        pingedNanos = System.nanoTime();
        return Message.PING;
    }

    @Override
    void end(Ending why) {
        try {
            session.close(
                    switch (why) {
                        case RESTART -> new CloseReason(CloseCodes.SERVICE_RESTART, "The server restarts; come back.");
                        case DISMISSED -> new CloseReason(CloseCodes.VIOLATED_POLICY, LiveEndpoint.NO_MODERATOR);
                        case LATE -> new CloseReason(CloseCodes.VIOLATED_POLICY, Incoming.LATE);
                        case STALLED -> new CloseReason(CloseCodes.TRY_AGAIN_LATER, "You read too slowly; come back.");
                        case SILENT -> new CloseReason(CloseCodes.TRY_AGAIN_LATER, "You answered no ping; come back.");
                    });
        } catch (IOException | IllegalStateException gone) {
            // the peer is not there any more, which is what we wanted
        }
    }
}
