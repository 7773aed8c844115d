package guestbook.lane;

import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The standard's way on Tomcat, which has its limits of time for each session in properties of its own. An asynchronous send has
 * none: Tomcat may set its alarm after the send has ended, and then closes a healthy connection.
 */
final class StandardTomcatLane extends StandardLane {
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";
    /** How long a thread of the server waits for a full socket to take a ping's answer. */
    private static final Long PONG_MILLIS = 1_000L;

    /** How long one of ours waits for it to take a ping. */
    private static final Long PING_MILLIS = 5_000L;

    private static final Long CLOSING_MILLIS = 2_000L;

    /** The session's own, which a closed one would not tell any more. */
    private final Map<String, Object> properties;

    StandardTomcatLane(Session session, Executor inheritingNothing, Pings pings) {
        super(session, inheritingNothing, pings);
        properties = session.getUserProperties();
        properties.put(SEND_TIMEOUT, PONG_MILLIS);
        properties.put(CLOSE_TIMEOUT, CLOSING_MILLIS);
    }

    @Override
    boolean ping() {
        properties.put(SEND_TIMEOUT, PING_MILLIS);
        try {
            return super.ping() && giveTimeAgain();
        } finally {
            properties.put(SEND_TIMEOUT, PONG_MILLIS);
        }
    }

    /**
     * Tomcat keeps what is left of a blocking send's time for the asynchronous ones after it, and so would close a reader who
     * pauses for as long as a ping may take. To flush, with nothing to be flushed, sets the time anew.
     */
    private boolean giveTimeAgain() {
        properties.put(SEND_TIMEOUT, PATIENCE.toMillis());
        try {
            session.getBasicRemote().flushBatch();
            return true;
        } catch (IOException | IllegalStateException closed) {
            return false;
        }
    }
}
