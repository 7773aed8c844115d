package guestbook.live;

import guestbook.book.Json;
import guestbook.edge.Ceiling;
import guestbook.edge.OpenResponse;
import guestbook.feed.Changes;
import guestbook.feed.Feed;
import guestbook.lane.Message;

/**
 * A reader on Server-Sent Events (HTML Living Standard §9.2).
 *
 * <p>The events are the WebSocket's messages; the id of each is the cursor to come back with.
 */
final class EventStream extends HttpSubscriber {
    /** A browser's script hears events alone; of every so many signs of life one is for it. */
    private static final int HEARD_BY_SCRIPTS = 3;

    private int signsOfLife;

    EventStream(Broadcaster broadcaster, Ceiling.Place place, OpenResponse response, Feed.Standing standing) {
        super(broadcaster, place, response, standing.revision());
    }

    /** Where the reader stands. */
    static String welcome(Feed.Standing standing) {
        var welcome = Json.object()
                .put("type", "Welcome")
                .put("epoch", standing.place().epoch())
                .put("revision", standing.head().cursor().revision());
        var stands = standing.place();
        return Changes.event(stands, Json.text(welcome))
                + (standing.reset() ? Changes.event(stands, "{\"type\":\"Reset\"}") : "");
    }

    @Override
    Message message(Changes changes) {
        return changes.event();
    }

    /** A comment, which event sources ignore, or an event of another name than those that mean something. */
    @Override
    String nothing() {
        return signsOfLife++ % HEARD_BY_SCRIPTS == 0 ? "event: alive\ndata: {}\n\n" : ":\n\n";
    }

    @Override
    void written() {
        sent();
    }
}
