package guestbook.live;

import guestbook.book.DatabaseUnavailable;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** {@code GET /api/v1/events}: the changes as Server-Sent Events, from {@code Last-Event-ID} or {@code since}. */
public final class EventsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Broadcaster broadcaster;

    public EventsServlet(Broadcaster broadcaster) {
        this.broadcaster = broadcaster;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        // The browser repeats the first address when it comes back, so its last event id is the newer word.
        var cursor = Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .or(() -> Optional.ofNullable(request.getParameter("since")));
        try {
            var feed = broadcaster.feed();
            var standing = cursor.map(feed::stand).orElseGet(feed::stand);
            begin(response);
            HttpSubscriber.open(
                    broadcaster,
                    request,
                    response,
                    EventStream.welcome(standing),
                    (place, opened) -> new EventStream(broadcaster, place, opened, standing));
        } catch (DatabaseUnavailable away) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** What {@code GET} would answer, without the events, of which there is no end (RFC 9110 §9.3.2). */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        begin(response);
    }

    private static void begin(HttpServletResponse response) {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }
}
