package guestbook.live;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Json;
import guestbook.edge.Body;
import guestbook.feed.Changes;
import guestbook.feed.Feed;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** {@code GET /api/v1/changes?since=epoch:revision&wait=seconds}: short polling, and long polling with {@code wait}. */
public final class ChangesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** Longer waits are cut to this; many proxies close a request that is quiet for a minute. */
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(50);

    private final transient Broadcaster broadcaster;

    public ChangesServlet(Broadcaster broadcaster) {
        this.broadcaster = broadcaster;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        var since = Optional.ofNullable(request.getParameter("since"));
        var wait = Optional.ofNullable(request.getParameter("wait")).orElse("0");
        if (!wait.matches("[0-9]{1,9}")) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "wait: a number of seconds, such as 30.");
            return;
        }
        try {
            var feed = broadcaster.feed();
            var standing = since.map(feed::stand).orElseGet(feed::stand);
            var isBehind = standing.revision() < standing.head().cursor().revision();
            if (!standing.reset() && !isBehind && Long.parseLong(wait) > 0) {
                await(request, response, standing.revision(), wait(wait));
                return;
            }
            begin(response);
            Body.send(request, response, answer(standing));
        } catch (DatabaseUnavailable away) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private String answer(Feed.Standing standing) {
        if (standing.reset()) return reset(standing);
        return standing.revision() < standing.head().cursor().revision()
                ? broadcaster.feed().since(standing.revision()).json()
                : Changes.none(standing.revision(), standing.head()).json();
    }

    /** Without a body, what {@code GET} would answer at once (RFC 9110 §9.3.2). */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        begin(response);
    }

    private void await(HttpServletRequest request, HttpServletResponse response, long revision, Duration wait)
            throws IOException, ServletException {
        begin(response);
        HttpSubscriber.open(
                broadcaster,
                request,
                response,
                "",
                (place, opened) -> new LongPoll(broadcaster, place, opened, revision, wait));
    }

    private static Duration wait(String written) {
        return Duration.ofSeconds(Math.min(Long.parseLong(written), WAIT_LIMIT.toSeconds()));
    }

    private static void begin(HttpServletResponse response) {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
    }

    private static String reset(Feed.Standing standing) {
        return Json.text(Json.object()
                .put("reset", true)
                .put("epoch", standing.place().epoch())
                .put("revision", standing.head().cursor().revision()));
    }
}
