package guestbook.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** There is no room just now: 503, with the time after which to come back (RFC 9110 §15.6.4). */
public final class Busy {
    private static final String SENTENCE = "guestbook.busy";

    private Busy() {}

    /** Has it told to the client, as whoever answers errors tells it. */
    public static void send(
            HttpServletRequest request, HttpServletResponse response, int retryAfterSeconds, String sentence)
            throws IOException {
        request.setAttribute(SENTENCE, sentence); // a server may put words of its own in place of a message
        response.setHeader("Retry-After", Integer.toString(retryAfterSeconds));
        response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }

    /** What was said to whoever asked this, where it was {@linkplain #send said}. */
    public static Optional<String> sentence(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(SENTENCE));
    }
}
