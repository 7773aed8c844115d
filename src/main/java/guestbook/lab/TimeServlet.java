package guestbook.lab;

import guestbook.book.Threads;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** {@code GET /sse}: the time each second as Server-Sent Events, for pages of every origin. */
public final class TimeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String RETRY_AFTER_SECONDS = "10";

    private final transient Lab lab;
    private final transient Set<Ticks> clients = ConcurrentHashMap.newKeySet();

    public TimeServlet(Lab lab) {
        this.lab = lab;
    }

    /** What {@code GET} would answer, without the events, of which there is no end (RFC 9110 §9.3.2). */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        begin(response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        begin(response);
        var async = request.startAsync();
        async.setTimeout(0);
        var ticks = new Ticks(async);
        if (!lab.admit(ticks, ticks::complete)) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            async.complete();
            return;
        }
        clients.add(ticks);
        async.addListener(ticks);
        ticks.out.setWriteListener(ticks);
    }

    private static void begin(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    @Override
    public void destroy() {
        clients.forEach(Ticks::complete);
    }

    /** One client. A tick for which there is no room is left out; there is another in a second. */
    private final class Ticks implements WriteListener, AsyncListener {
        private final AsyncContext async;
        private final ServletOutputStream out;
        private @Nullable Future<?> ticking;

        Ticks(AsyncContext async) throws IOException {
            this.async = async;
            out = async.getResponse().getOutputStream();
        }

        /** The container calls it when writing may begin, and again after it has said "not ready". */
        @Override
        public synchronized void onWritePossible() {
            if (ticking == null) ticking = lab.everySecond(() -> Threads.withoutInheritance(this::tick));
        }

        private void tick() {
            try {
                if (!out.isReady()) return;
                out.write(("data: " + TimeEndpoint.now() + "\n\n").getBytes(StandardCharsets.UTF_8));
                if (out.isReady()) out.flush();
                lab.tell(this);
            } catch (IOException | IllegalStateException gone) {
                complete();
            }
        }

        private void complete() {
            end();
            try {
                async.complete();
            } catch (IllegalStateException completed) {
                // the container was faster
            }
        }

        private synchronized void end() {
            if (ticking != null) ticking.cancel(false);
            lab.leave(this);
            clients.remove(this);
        }

        @Override
        public void onError(Throwable gone) {
            complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // happens once, before this listener is added
        }
    }
}
