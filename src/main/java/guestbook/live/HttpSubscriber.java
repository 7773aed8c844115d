package guestbook.live;

import guestbook.edge.Busy;
import guestbook.edge.Ceiling;
import guestbook.edge.OpenResponse;
import guestbook.lane.Message;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A reader over HTTP, written to without blocking a thread. */
abstract class HttpSubscriber extends Subscriber implements OpenResponse.Listener {
    /** Where the server does not hear that a client has gone, writing shows it. */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(5);

    private static final int RETRY_AFTER_SECONDS = 10;

    private final OpenResponse response;
    private final ServletOutputStream out;
    private volatile byte @Nullable [] unwritten;
    private volatile boolean unflushed;
    private volatile boolean isGone;
    private volatile long wroteNanos = System.nanoTime();

    HttpSubscriber(Broadcaster broadcaster, Ceiling.Place place, OpenResponse response, long revision) {
        super(broadcaster, place, revision);
        this.response = response;
        out = response.body();
    }

    /** Makes a reader of a response that is open. */
    interface Made {
        HttpSubscriber of(Ceiling.Place place, OpenResponse response);
    }

    /** Keeps the response to this request open for a reader, where there is room for one; else says when to come back. */
    static void open(
            Broadcaster broadcaster, HttpServletRequest request, HttpServletResponse response, String first, Made made)
            throws IOException, ServletException {
        var address = request.getRemoteAddr();
        if (!broadcaster.room().hasRoom(address)) {
            Busy.send(
                    request,
                    response,
                    RETRY_AFTER_SECONDS,
                    "There are too many readers just now; please come back in a moment.");
            return;
        }
        OpenResponse.open(request, response, opened -> {
            // Not before, or a place would be lost with a client who has gone meanwhile.
            var place = broadcaster.room().enter(address);
            if (place.isEmpty()) {
                made.of(broadcaster.room().none(), opened).turnAway();
                return;
            }
            var reader = made.of(place.get(), opened);
            try {
                reader.start(first);
            } catch (RuntimeException closed) {
                place.get().leave();
                throw closed;
            }
            broadcaster.add(reader);
            if (reader.isGone) reader.lost(); // it had gone before it was added
        });
    }

    /** Something that means nothing, to learn whether the client is still there. */
    abstract String nothing();

    /** What was to be written has gone. */
    abstract void written();

    /** Ends a response for which there was room until it had begun; whoever asks again is told when to come back. */
    void turnAway() {
        response.end();
    }

    /** The container's first call of {@link #onWritePossible} sends this; perhaps nothing. */
    final void start(String first) {
        busy();
        if (!first.isEmpty()) unwritten = bytes(first);
        response.listen(this);
    }

    @Override
    void transmit(Message message) {
        unwritten = message.utf8();
        try {
            onWritePossible();
        } catch (IOException | RuntimeException gone) {
            // Tomcat throws whatever it finds when the response has been recycled meanwhile.
            lost();
        }
    }

    /** Goes on where the socket was full. The container calls it only after it has said "not ready". */
    @Override
    public final void onWritePossible() throws IOException {
        while (out.isReady()) {
            var bytes = unwritten;
            if (bytes != null) {
                unwritten = null;
                unflushed = true;
                out.write(bytes);
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                wroteNanos = System.nanoTime();
                written();
                return;
            }
        }
    }

    @Override
    String lane() {
        return "http";
    }

    @Override
    void look(long nowNanos) {
        if (nowNanos - wroteNanos > SILENCE_LIMIT.toNanos() && sendingNanos(nowNanos) == 0) reply(nothing());
    }

    @Override
    void end(Ending why) {
        response.end();
    }

    @Override
    public final void gone() {
        isGone = true;
        lost();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
