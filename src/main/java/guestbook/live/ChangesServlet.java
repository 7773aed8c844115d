package guestbook.live;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Json;
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
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var since = Optional.ofNullable(request.getParameter("since"));
        var wait = Optional.ofNullable(request.getParameter("wait")).orElse("0");
        if (!wait.matches("[0-9]{1,9}")) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "wait: a number of seconds, such as 30.");
            return;
        }
        try {
            var feed = broadcaster.feed();
            var standing = since.map(feed::stand).orElseGet(feed::stand);
            if (standing.reset()) LongPoll.write(response, reset(standing));
            else if (standing.revision() < standing.head().cursor().revision())
                LongPoll.write(response, feed.since(standing.revision()).json());
            else if (Long.parseLong(wait) == 0)
                LongPoll.write(
                        response,
                        Changes.none(standing.revision(), standing.head()).json());
            else await(request, standing.revision(), Duration.ofSeconds(Long.parseLong(wait)));
        } catch (DatabaseUnavailable away) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private void await(HttpServletRequest request, long revision, Duration wait) {
        var async = request.startAsync();
        async.setTimeout(Math.min(wait.toMillis(), WAIT_LIMIT.toMillis()));
        var poll = new LongPoll(broadcaster, async, revision);
        async.addListener(poll);
        broadcaster.add(poll);
    }

    private static String reset(Feed.Standing standing) {
        return Json.text(Json.object()
                .put("reset", true)
                .put("epoch", standing.head().cursor().epoch())
                .put("revision", standing.head().cursor().revision()));
    }
}
