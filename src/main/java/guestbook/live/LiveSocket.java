package guestbook.live;

import guestbook.book.Json;
import guestbook.edge.Ceiling;
import guestbook.edge.Incoming;
import guestbook.edge.Limits;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** A reader on a WebSocket, of either kind: ours, with everything in one frame, or the lecture's, with a frame each. */
final class LiveSocket extends Subscriber {
    /** Messages that a client may send ahead of their answers. */
    private static final int UNANSWERED_LIMIT = 128;

    /** A peer that leaves a ping unanswered for this long is dead; some networks never say so. */
    private static final Duration PONG_LIMIT = Duration.ofSeconds(30);

    /** Who writes says so now and then; who has said nothing for this long is not writing any more. */
    private static final Duration WRITING_LIMIT = Duration.ofSeconds(6);

    /** So many characters may wait as answers for one reader; with the next it is let go. */
    private static final int ANSWERS_LIMIT_CHARACTERS = 256 * 1024;

    private static final int WAVES_LIMIT_CHARACTERS = 16 * 1024;

    private static final String TOMCAT_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final String TOMCAT_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";
    /** How long a thread of the server waits for a full socket to take a ping's answer. */
    private static final Long PONG_MILLIS = 1_000L;

    /** How long one of ours waits for it to take a ping. */
    private static final Long PING_MILLIS = 5_000L;

    private static final Long CLOSING_MILLIS = 2_000L;
    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Long PATIENCE_MILLIS = Broadcaster.PATIENCE.toMillis();
    private static final int TOMCAT_BUFFER_CHARACTERS =
            Integer.getInteger("org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE", 8 * 1024);

    /** Up to here encoding costs less than the writer's buffer. */
    private static final int SHORT_CHARACTERS = 512;

    private final Session session;
    /** The session's own, which a closed one would not tell any more. */
    private final Map<String, Object> properties;

    private final String id;
    private final Incoming incoming;
    private final Limits.Connection limits;
    private final boolean speaksOurs;
    private final boolean onTomcat;
    private final AtomicInteger inWork = new AtomicInteger();
    /** When the first ping was sent that has no answer yet; 0 when there is none. */
    private volatile long pingedNanos;

    private volatile boolean watching;
    private volatile boolean writing;
    private volatile long wroteNanos;

    /** @param id what others call this connection */
    LiveSocket(
            Broadcaster broadcaster,
            Ceiling.Place place,
            Session session,
            String id,
            Incoming incoming,
            Limits.Connection limits,
            Feed.Standing standing) {
        super(broadcaster, place, standing.revision());
        this.session = session;
        this.id = id;
        this.incoming = incoming;
        this.limits = limits;
        speaksOurs = LiveEndpoint.SUBPROTOCOL.equals(session.getNegotiatedSubprotocol());
        onTomcat = session.getClass().getName().startsWith("org.apache.tomcat.");
        // Tomcat may set an asynchronous send's alarm after the send has ended, and then closes a healthy connection.
        // There the broadcaster alone lets the stalled go.
        properties = session.getUserProperties();
        if (onTomcat) {
            properties.put(TOMCAT_SEND_TIMEOUT, PONG_MILLIS);
            properties.put(TOMCAT_CLOSE_TIMEOUT, CLOSING_MILLIS);
        } else session.getAsyncRemote().setSendTimeout(Broadcaster.PATIENCE.toMillis());
    }

    /** Our clients learn where they stand; the lecture's are told nothing at connection. */
    void welcome(Feed.Standing standing) {
        if (!speaksOurs) return;
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

    /** Tells what another reader said; false, and untold, where so much waits already that it would harm this one. */
    boolean pass(String message) {
        return offer(WAVES_LIMIT_CHARACTERS, message);
    }

    /** Whether the guest may sign now; else after how many seconds. */
    OptionalLong mayWaitToSign() {
        return limits.sign();
    }

    /** Whether the client may say something else now; else after how many seconds. */
    OptionalLong mayWaitToSay() {
        return limits.say();
    }

    /** Takes one of those messages that wants no answer in the end. */
    void noted() {
        inWork.decrementAndGet();
    }

    String id() {
        return id;
    }

    /** From now on the client is told who is there. */
    void watch() {
        watching = true;
    }

    boolean isWatching() {
        return watching;
    }

    /** Its guest is writing, or has finished. */
    void writing(boolean now) {
        wroteNanos = System.nanoTime();
        writing = now;
    }

    boolean isWriting(long nowNanos) {
        return writing && nowNanos - wroteNanos < WRITING_LIMIT.toNanos();
    }

    /** The peer is alive. */
    void heard() {
        pingedNanos = 0;
    }

    @Override
    List<String> messages(Changes changes) {
        return speaksOurs ? List.of(changes.json()) : changes.each();
    }

    /** Asynchronously, because a blocking send to one full socket would hold up the walker and with it everybody. */
    @Override
    void transmit(String message) {
        try {
            session.getAsyncRemote().sendText(message, result -> {
                if (result.isOK()) sent();
                else lost();
            });
        } catch (IllegalStateException | IllegalArgumentException closed) {
            lost();
        }
    }

    /**
     * Tomcat tells the end of an asynchronous send on yet another thread, and several messages need a write each; to spare both
     * saved much in trials. Elsewhere it was not tried.
     */
    @Override
    boolean transmitWaiting(Iterator<String> messages) {
        if (!onTomcat) return false;
        try {
            var began = System.nanoTime();
            var remote = session.getBasicRemote();
            properties.put(TOMCAT_SEND_TIMEOUT, PATIENCE_MILLIS);
            var message = messages.next();
            if (messages.hasNext()) {
                remote.setBatchingAllowed(true);
                for (; messages.hasNext(); message = messages.next()) write(remote, message);
                write(remote, message);
                remote.setBatchingAllowed(false); // writes what has been gathered
            } else write(remote, message);
            if (System.nanoTime() - began > SLOW_NANOS) giveTimeAgain();
        } catch (IOException | IllegalStateException | IllegalArgumentException closed) {
            lost();
            return true;
        } finally {
            properties.put(TOMCAT_SEND_TIMEOUT, PONG_MILLIS);
        }
        sent();
        return true;
    }

    @Override
    void look(long nowNanos) {
        if (incoming.isOverdue(nowNanos)) drop(Ending.LATE);
    }

    /** Tomcat encodes a string character by character, but what is written to its writer in one go. */
    private static void write(RemoteEndpoint.Basic remote, String message) throws IOException {
        if (message.length() <= SHORT_CHARACTERS) {
            remote.sendText(message);
            return;
        }
        try (var writer = remote.getSendWriter()) {
            for (int from = 0, to; from < message.length(); from = to) {
                to = Math.min(from + TOMCAT_BUFFER_CHARACTERS, message.length());
                if (from > 0)
                    writer.flush(); // or it would cut where its buffer ends, and does not encode half a character
                if (to < message.length() && Character.isHighSurrogate(message.charAt(to - 1))) to--;
                writer.write(message, from, to - from);
            }
        }
    }

    @Override
    void ping() {
        var pinged = pingedNanos;
        if (pinged != 0 && System.nanoTime() - pinged > PONG_LIMIT.toNanos()) drop(Ending.SILENT);
        else betweenMessages(this::sendPing);
    }

    private boolean sendPing() {
        if (pingedNanos == 0) pingedNanos = System.nanoTime();
        if (onTomcat) properties.put(TOMCAT_SEND_TIMEOUT, PING_MILLIS);
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            if (onTomcat) giveTimeAgain();
            return true;
        } catch (IOException | IllegalArgumentException | IllegalStateException closed) {
            lost();
            return false;
        } finally {
            if (onTomcat) properties.put(TOMCAT_SEND_TIMEOUT, PONG_MILLIS);
        }
    }

    /**
     * Tomcat keeps what is left of a blocking send's time for the asynchronous ones after it, and so would close a reader who
     * pauses for as long as a ping may take. To flush, with nothing to be flushed, sets the time anew.
     */
    private void giveTimeAgain() throws IOException {
        properties.put(TOMCAT_SEND_TIMEOUT, PATIENCE_MILLIS);
        session.getBasicRemote().flushBatch();
    }

    @Override
    void end(Ending why) {
        try {
            session.close(
                    switch (why) {
                        case RESTART -> new CloseReason(CloseCodes.SERVICE_RESTART, "The server restarts; come back.");
                        case LATE -> new CloseReason(CloseCodes.VIOLATED_POLICY, Incoming.LATE);
                        case STALLED -> new CloseReason(CloseCodes.TRY_AGAIN_LATER, "You read too slowly; come back.");
                        case SILENT -> new CloseReason(CloseCodes.TRY_AGAIN_LATER, "You answered no ping; come back.");
                    });
        } catch (IOException | IllegalStateException gone) {
            // the peer is not there any more, which is what we wanted
        }
    }
}
