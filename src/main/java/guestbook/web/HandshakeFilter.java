package guestbook.web;

import guestbook.edge.ClientAddress;
import guestbook.edge.Engine;
import guestbook.edge.Origins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only a few WebSocket handshakes be at work at once, where the others wait for their turn, and tells endpoints from where
 * they come.
 *
 * <p>After a restart thousands of readers come back within a second. If each kept one of the server's threads busy, the JIT
 * compiler and the thread that accepts connections would hardly get a processor: all would stay slow, and some be refused.
 */
public final class HandshakeFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    /** Where readers connect, */
    static final String BOOK = "/ws/live-updates";

    /** and what they ask with. */
    private static final String CURSOR = "since";

    /** Of a handshake's path and query, in characters: the server keeps them, and each parameter, while the connection lasts. */
    private static final int ADDRESS_LIMIT = 500;

    private static final int PLACES = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** A handshake that is held up must not keep everybody away. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final boolean keepsNamedHeaders;
    private final transient Semaphore places;
    private final transient Duration longestWait;

    public HandshakeFilter(ServletContext context) {
        this(Engine.keepsNamedHeaders(context), PLACES, LONGEST_WAIT);
    }

    HandshakeFilter(boolean keepsNamedHeaders, int places, Duration longestWait) {
        this.keepsNamedHeaders = keepsNamedHeaders;
        this.places = new Semaphore(places);
        this.longestWait = longestWait;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getHeader("Sec-WebSocket-Key") != null && isTooLong(request)) {
            ErrorAnswer.of(
                            HttpServletResponse.SC_REQUEST_URI_TOO_LONG,
                            "too_long",
                            "The address of a WebSocket may have " + ADDRESS_LIMIT + " characters here.")
                    .write(request, response);
            return;
        }
        var isHandshake = isHandshake(request);
        var seen = isHandshake && keepsNamedHeaders ? new Handshake(request) : request;
        var holdsPlace = isHandshake && findsPlace();
        try { // whatever it looks like here: the server alone decides what a handshake is
            ClientAddress.<IOException, ServletException>during(
                    request.getRemoteAddr(), () -> chain.doFilter(seen, response));
        } finally {
            if (holdsPlace) places.release();
        }
    }

    /** RFC 6455 §4.1, with the book; whatever else says that it wants an upgrade may take its time. */
    private static boolean isHandshake(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && request.getHeader("Upgrade") != null
                && BOOK.equals(request.getServletPath())
                && request.getHeader("Sec-WebSocket-Key") != null;
    }

    private static boolean isTooLong(HttpServletRequest request) {
        var query = Objects.requireNonNullElse(request.getQueryString(), "");
        return request.getRequestURI().length() + query.length() > ADDRESS_LIMIT;
    }

    private boolean findsPlace() {
        try {
            return places.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * With what is read of it alone, the headers by {@link Origins.Asked}: Tomcat keeps all that it finds for as long as the connection
     * lasts.
     */
    private static final class Handshake extends HttpServletRequestWrapper {
        private static final Pattern READ =
                Pattern.compile("host|origin|sec-fetch-site|x-forwarded-proto", Pattern.CASE_INSENSITIVE);

        Handshake(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> READ.matcher(name).matches())
                    .toList());
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            var since = super.getParameter(CURSOR);
            return since == null ? Map.of() : Map.of(CURSOR, new String[] {since});
        }

        @Override
        @Nullable
        public String getQueryString() {
            return null;
        }
    }
}
