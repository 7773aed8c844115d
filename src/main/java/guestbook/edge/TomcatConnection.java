package guestbook.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The way on Tomcat: when the head of the response has gone, the connection is taken over from HTTP as a WebSocket's is, and the
 * body ends with it (RFC 9112 §6.3).
 *
 * <p>Tomcat keeps some 80 KB for a request that waits, and does not notice that its client has gone. A connection that was taken
 * over costs about 2 KB besides its buffers, and its end is told at once. Tomcat makes this object.
 */
public final class TomcatConnection extends ServletOutputStream implements OpenResponse, InternalHttpUpgradeHandler {
    private static final int UNWANTED_BYTES = 512;
    /** Who says more than this ends the connection. */
    private static final int PASSED_OVER_BYTES = 16 * 1024;

    private int passedOver;
    private final AtomicBoolean awaited = new AtomicBoolean();
    private volatile @Nullable Opened opened;
    private volatile @Nullable Listener listener;
    private volatile @Nullable SocketWrapperBase<?> socket;

    /** @throws UnsupportedOperationException where the connection speaks something else, such as AJP */
    static void take(HttpServletRequest request, HttpServletResponse response, Opened opened)
            throws IOException, ServletException {
        request.upgrade(TomcatConnection.class).opened = opened;
        response.setHeader("Connection", "close");
        response.setStatus(HttpServletResponse.SC_OK); // in place of 101
        response.flushBuffer(); // or Tomcat would say that the body is empty
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = wrapper;
    }

    @Override
    public void init(WebConnection connection) {
        try {
            Objects.requireNonNull(opened).open(this);
            opened = null;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public ServletOutputStream body() {
        return this;
    }

    @Override
    public void listen(Listener hearing) {
        awaited.set(true);
        listener = hearing; // Tomcat's first event follows
    }

    /** Tomcat closes it, when nobody else is at work on it. */
    @Override
    public void end() {
        socket().processSocket(SocketEvent.DISCONNECT, true);
    }

    /** Something happened to the connection, or it has just been taken over. */
    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        var hearing = listener;
        if (hearing == null) return SocketState.CLOSED;
        try {
            if (event == SocketEvent.OPEN_READ) passOver();
            if (event == SocketEvent.OPEN_READ || event == SocketEvent.OPEN_WRITE) {
                goOn(hearing);
                return socket().isClosed() ? SocketState.CLOSED : SocketState.UPGRADED;
            }
        } catch (IOException gone) {
            // as is said below
        }
        hearing.gone();
        return SocketState.CLOSED;
    }

    private void goOn(Listener hearing) throws IOException {
        if (!awaited.get() || !writes()) return;
        awaited.set(false);
        hearing.onWritePossible();
    }

    /** Nothing more is wanted from the client, but its end, which is an exception. */
    private void passOver() throws IOException {
        var unwanted = new byte[UNWANTED_BYTES];
        int read;
        do {
            read = socket().read(false, unwanted, 0, UNWANTED_BYTES);
            passedOver += Math.max(0, read);
        } while (read > 0 && passedOver <= PASSED_OVER_BYTES);
        if (passedOver > PASSED_OVER_BYTES) throw new IOException("The client talks where it should only listen.");
    }

    @Override
    public boolean isReady() {
        if (socket().canWrite()) return true;
        awaited.set(true);
        socket().registerWriteInterest();
        return false;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        socket().write(false, bytes, from, length);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void flush() throws IOException {
        socket().flush(false);
    }

    /** Writes what waits; whether all has gone. */
    private boolean writes() throws IOException {
        if (!socket().flush(false)) return true;
        socket().registerWriteInterest();
        return false;
    }

    private SocketWrapperBase<?> socket() {
        return Objects.requireNonNull(socket, "Tomcat has not handed the connection over yet");
    }

    @Override
    public void setWriteListener(WriteListener writeListener) {
        throw new UnsupportedOperationException("It is told to listen().");
    }

    @Override
    public void timeoutAsync(long now) {
        // whoever writes keeps the time
    }

    @Override
    public void setSslSupport(SSLSupport sslSupport) {
        // nobody asks for it
    }

    @Override
    public void pause() {
        // whoever writes is told when the server stops
    }

    @Override
    public void destroy() {
        var hearing = listener;
        if (hearing != null) hearing.gone();
    }
}
