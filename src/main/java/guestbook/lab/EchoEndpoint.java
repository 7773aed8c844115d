package guestbook.lab;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sends back what it gets, text as text and binary as binary, part by part as it comes.
 *
 * <p>So a message of any length costs no more memory than a short one. The server answers pings, and closes with the code
 * that it was closed with (RFC 6455 §5.5).
 */
@ServerEndpoint("/echo")
public class EchoEndpoint {
    /** The longest message, in bytes. */
    static final int MESSAGE_LIMIT_BYTES = 16 * 1024 * 1024;

    private long messageBytes;

    @OnOpen
    public void open(Session session) throws IOException {
        Lab.admit(session);
    }

    @OnMessage
    public void text(Session session, String part, boolean last) throws IOException {
        if (fits(session, part.getBytes(StandardCharsets.UTF_8).length, last))
            session.getBasicRemote().sendText(part, last);
    }

    @OnMessage
    public void binary(Session session, ByteBuffer part, boolean last) throws IOException {
        if (fits(session, part.remaining(), last)) session.getBasicRemote().sendBinary(part, last);
    }

    @OnClose
    public void closed(Session session) {
        Lab.open().ifPresent(lab -> lab.leave(session));
    }

    /** The connection was lost, or broke the protocol; the server ends it. */
    @OnError
    public void failed(Session session, Throwable failure) {
        closed(session);
    }

    private boolean fits(Session session, int bytes, boolean last) throws IOException {
        messageBytes += bytes;
        if (messageBytes > MESSAGE_LIMIT_BYTES) {
            session.close(new CloseReason(
                    CloseCodes.TOO_BIG, "A message may have " + MESSAGE_LIMIT_BYTES + " bytes at most."));
            return false;
        }
        if (last) messageBytes = 0;
        return true;
    }
}
