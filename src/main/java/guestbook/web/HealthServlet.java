package guestbook.web;

import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.live.Broadcaster;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whether the process answers, and whether the book can be read and signed.
 *
 * <p>It wants its exact paths: at a server's root, MicroProfile Health may have taken {@code /health/*} for itself.
 */
public final class HealthServlet extends HttpServlet {
    public static final String LIVE = "/health/live";
    public static final String READY = "/health/ready";

    private static final long serialVersionUID = 1;

    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

    private final transient Guestbook guestbook;
    private final transient Broadcaster broadcaster;
    private final transient Supplier<Optional<String>> relayFault;

    /** @param relayFault what keeps the instances from hearing each other, which makes entries late but stops nothing */
    public HealthServlet(Guestbook guestbook, Broadcaster broadcaster, Supplier<Optional<String>> relayFault) {
        this.guestbook = guestbook;
        this.broadcaster = broadcaster;
        this.relayFault = relayFault;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals(READY)) ready(request, response);
        else live(request, response);
    }

    /** Whoever does not come round will not do so by itself, and whoever runs us should start us again. */
    private void live(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var problems = Json.array();
        if (guestbook.silence().compareTo(SILENCE_LIMIT) > 0) problems.add("The writer does not come round any more.");
        if (broadcaster.silence().compareTo(SILENCE_LIMIT) > 0)
            problems.add("Readers are not seen to any more: a walker or the clock does not come round.");
        var body = Json.object().put("status", problems.isEmpty() ? "up" : "down");
        if (!problems.isEmpty()) body.set("problems", problems);
        var status = problems.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        ErrorAnswer.json(request, response, status, body);
    }

    private void ready(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var fault = guestbook.fault();
        var lateness = relayFault.get();
        var body = Json.object()
                .put("status", fault.isPresent() ? "down" : lateness.isPresent() ? "degraded" : "up")
                .put("readers", broadcaster.readers())
                .put("cursor", guestbook.head().cursor().toString());
        var problems = body.putArray("problems");
        fault.ifPresent(problems::add);
        lateness.ifPresent(problems::add);
        ErrorAnswer.json(
                request,
                response,
                fault.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                body);
    }
}
