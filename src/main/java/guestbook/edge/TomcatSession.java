package guestbook.edge;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.WsSession;

/** A WebSocket on Tomcat. */
final class TomcatSession {
    private TomcatSession() {}

    /**
     * Ends the connection as if its client had answered the goodbye. By itself Tomcat goes on reading, and decompressing, what
     * the client sends for up to half a minute.
     */
    static void cutOff(Session session) {
        ((WsSession) session).onClose(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, ""));
    }
}
