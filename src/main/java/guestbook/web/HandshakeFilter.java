package guestbook.web;

import guestbook.edge.ClientAddress;
import guestbook.edge.Engine;
import guestbook.edge.Origins;
import guestbook.live.LiveEndpoint;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /** Of a handshake's path and query, in characters: the server keeps them, and each parameter, while the connection lasts; */
    private static final int ADDRESS_LIMIT = 500;
    /** and so it does those of its headers that we let it see. */
    private static final int HEADERS_LIMIT = 1_000;

    private static final int HEADERS_TOO_LARGE = 431; // RFC 6585 §5

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
        var isWebSocket = request.getHeader("Sec-WebSocket-Key") != null;
        if (isWebSocket && addressLength(request) > ADDRESS_LIMIT) {
            refuse(request, response, HttpServletResponse.SC_REQUEST_URI_TOO_LONG, "address", ADDRESS_LIMIT);
            return;
        }
        var isHandshake = isHandshake(request);
        var kept = !isHandshake
                ? Handshake.BY_THE_LAB
                : isModerators(request) ? Handshake.BY_MODERATORS : Handshake.BY_THE_BOOK;
        if (isWebSocket && headersLength(request, kept) > HEADERS_LIMIT) {
            refuse(request, response, HEADERS_TOO_LARGE, "headers", HEADERS_LIMIT);
            return;
        }
        var seen = isWebSocket && keepsNamedHeaders ? new Handshake(request, kept) : request;
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

    private static boolean isModerators(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Sec-WebSocket-Protocol"), "")
                .contains(LiveEndpoint.MODERATORS);
    }

    private static int addressLength(HttpServletRequest request) {
        var query = Objects.requireNonNullElse(request.getQueryString(), "");
        return request.getRequestURI().length() + query.length();
    }

    private static int headersLength(HttpServletRequest request, Pattern kept) {
        return named(request, kept).stream()
                .flatMap(name -> values(request, name).map(name::concat))
                .mapToInt(String::length)
                .sum();
    }

    /** Of cookies, of which other applications on this host may have set many, those alone by which moderators are known. */
    private static Stream<String> values(HttpServletRequest request, String name) {
        var values = Collections.list(request.getHeaders(name)).stream();
        if (!name.equalsIgnoreCase("Cookie")) return values;
        return values.flatMap(header -> Stream.of(header.split("; *")))
                .filter(cookie -> cookie.startsWith(LogInCookie.PREFIX));
    }

    private static List<String> named(HttpServletRequest request, Pattern kept) {
        return Collections.list(request.getHeaderNames()).stream()
                .filter(name -> kept.matcher(name).matches())
                .toList();
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, String what, int limit)
            throws IOException {
        var sentence = "A WebSocket's handshake may have " + limit + " characters of " + what + " here.";
        ErrorAnswer.of(status, "too_long", sentence).write(request, response);
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
        static final Pattern BY_THE_BOOK =
                Pattern.compile("host|origin|sec-fetch-site|x-forwarded-proto", Pattern.CASE_INSENSITIVE);

        /** Who are known by their log-in. */
        static final Pattern BY_MODERATORS =
                Pattern.compile(BY_THE_BOOK.pattern() + "|cookie|sec-websocket-protocol", Pattern.CASE_INSENSITIVE);

        /** Where handshakes are shown. */
        static final Pattern BY_THE_LAB = Pattern.compile(
                BY_THE_BOOK.pattern() + "|upgrade|connection|sec-websocket-.*", Pattern.CASE_INSENSITIVE);

        private final Pattern kept;

        Handshake(HttpServletRequest request, Pattern kept) {
            super(request);
            this.kept = kept;
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(named((HttpServletRequest) getRequest(), kept));
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Collections.enumeration(
                    values((HttpServletRequest) getRequest(), name).toList());
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
