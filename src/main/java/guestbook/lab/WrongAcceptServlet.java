package guestbook.lab;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * {@code /lab/wrong-accept}: answers a WebSocket handshake with what a wrong GUID gives, so that one sees a client refuse it
 * (RFC 6455 §4.1).
 */
public final class WrongAcceptServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** The last digits of the true one are {@code C5AB0DC85B11}. */
    private static final String WRONG_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B12";

    /** Ends the connection: nobody will say anything on it. */
    public static final class Goodbye implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            try {
                connection.close();
            } catch (Exception gone) {
                // which is what we wanted
            }
        }

        @Override
        public void destroy() {}
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        var key = Optional.ofNullable(request.getHeader("Sec-WebSocket-Key"));
        if (key.isEmpty()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "Connect to this address with a WebSocket.");
            return;
        }
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "Upgrade");
        response.setHeader("Sec-WebSocket-Accept", accept(key.get()));
        request.upgrade(Goodbye.class);
    }

    @SuppressWarnings("InsecureCryptoUsage") // RFC 6455 wants SHA-1, and nothing secret depends on it
    private static String accept(String key) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-1").digest((key + WRONG_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException neverInJava) {
            throw new IllegalStateException(neverInJava);
        }
    }
}
