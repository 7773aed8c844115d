package guestbook.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A reader who waits for one answer. */
final class LongPoll extends Subscriber implements AsyncListener {
    private final Broadcaster broadcaster;
    private final AsyncContext async;
    private final long revision;
    private final AtomicBoolean answered = new AtomicBoolean();

    LongPoll(Broadcaster broadcaster, AsyncContext async, long revision) {
        super(broadcaster, revision);
        this.broadcaster = broadcaster;
        this.async = async;
        this.revision = revision;
    }

    @Override
    List<String> messages(Changes changes) {
        return List.of(changes.json());
    }

    /** The one answer; written by the container's thread, because writing may block. */
    @Override
    void transmit(String message) {
        if (!answered.compareAndSet(false, true)) return;
        broadcaster.remove(this);
        async.start(() -> {
            try {
                write((HttpServletResponse) async.getResponse(), message);
            } catch (IOException gone) {
                // the reader asks again with the same cursor
            } finally {
                async.complete();
            }
        });
    }

    /** Nothing happened for as long as the client wanted to wait. */
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        if (!answered.compareAndSet(false, true)) return;
        broadcaster.remove(this);
        write((HttpServletResponse) async.getResponse(), nothing());
        async.complete();
    }

    @Override
    void ping() {
        // a poll ends before a proxy loses patience
    }

    @Override
    void end(Ending why) {
        transmit(nothing());
    }

    @Override
    public void onError(AsyncEvent event) {
        broadcaster.remove(this);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        broadcaster.remove(this);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // happens once, before this listener is added
    }

    private String nothing() {
        return Changes.none(revision, broadcaster.feed().head()).json();
    }

    static void write(HttpServletResponse response, String json) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}
