package guestbook.lab;

import guestbook.edge.Incoming;
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
import java.util.concurrent.Semaphore;

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

    /** Who does not read its echo holds a thread of the server until that loses patience; so many may, and no more. */
    private static final Semaphore SENDING = new Semaphore(8);

    private final Incoming incoming = Incoming.ofBytes(MESSAGE_LIMIT_BYTES);
    private boolean refused;

    @OnOpen
    public void open(Session session) throws IOException {
        Lab.admit(session);
    }

    @OnMessage
    public void text(Session session, String part, boolean last) throws IOException {
        if (fits(session, part.getBytes(StandardCharsets.UTF_8).length, last))
            echo(session, () -> session.getBasicRemote().sendText(part, last));
        else if (!refused) refuse(session, () -> session.getBasicRemote().sendText("", true));
    }

    @OnMessage
    public void binary(Session session, ByteBuffer part, boolean last) throws IOException {
        if (fits(session, part.remaining(), last))
            echo(session, () -> session.getBasicRemote().sendBinary(part, last));
        else if (!refused) refuse(session, () -> session.getBasicRemote().sendBinary(ByteBuffer.allocate(0), true));
    }

    @OnClose
    public void closed(Session session) {
        incoming.end();
        Lab.open().ifPresent(lab -> lab.leave(session));
    }

    /** The server ends the connection, except Undertow, where it could not decode a message. */
    @OnError
    public void failed(Session session, Throwable failure) throws IOException {
        closed(session);
        Incoming.cutOff(session);
        if (session.isOpen()) session.close(new CloseReason(CloseCodes.NOT_CONSISTENT, "That was not to be read."));
    }

    private static void echo(Session session, Sending sending) throws IOException {
        if (!sends(sending))
            session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "The echo is busy; please come back."));
    }

    /** Whether there was a thread for it. */
    private static boolean sends(Sending sending) throws IOException {
        if (!SENDING.tryAcquire()) return false;
        try {
            sending.send();
            return true;
        } finally {
            SENDING.release();
        }
    }

    /** Sends one part, and waits until the client takes it. */
    private interface Sending {
        void send() throws IOException;
    }

    private boolean fits(Session session, int bytes, boolean last) {
        Lab.open().ifPresent(lab -> lab.hear(session));
        return incoming.fits(bytes, last);
    }

    /** After the message in flight has been ended, behind which Undertow would else hold the close frame back. */
    private void refuse(Session session, Sending ending) throws IOException {
        refused = true;
        sends(ending);
        incoming.close(session);
    }
}
