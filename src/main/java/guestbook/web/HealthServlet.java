package guestbook.web;

import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.live.Broadcaster;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** {@code /health/live}: the process answers; {@code /health/ready}: the book can be read and signed. */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Guestbook guestbook;
    private final transient Broadcaster broadcaster;

    public HealthServlet(Guestbook guestbook, Broadcaster broadcaster) {
        this.guestbook = guestbook;
        this.broadcaster = broadcaster;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (Optional.ofNullable(request.getPathInfo()).orElse("")) {
            case "/live" ->
                Answer.json(response, HttpServletResponse.SC_OK, Json.object().put("status", "up"));
            case "/ready" -> ready(response);
            default ->
                Answer.of(HttpServletResponse.SC_NOT_FOUND, "unknown", "There are /health/live and /health/ready.")
                        .write(response);
        }
    }

    private void ready(HttpServletResponse response) throws IOException {
        var fault = guestbook.fault();
        var body = Json.object()
                .put("status", fault.isEmpty() ? "up" : "down")
                .put("readers", broadcaster.readers())
                .put("cursor", guestbook.head().cursor().toString());
        var problems = body.putArray("problems");
        fault.ifPresent(problems::add);
        Answer.json(
                response,
                fault.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                body);
    }
}
