package guestbook.lab;

import guestbook.book.Threads;
import guestbook.edge.Busy;
import guestbook.edge.OpenResponse;
import jakarta.servlet.ServletException;
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
    private static final int RETRY_AFTER_SECONDS = 10;

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
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        begin(response);
        var ticks = new Ticks();
        if (!lab.admit(ticks, ticks::end)) {
            Busy.send(request, response, RETRY_AFTER_SECONDS, Lab.FULL);
            return;
        }
        try {
            OpenResponse.open(request, response, ticks::begin);
        } catch (IOException | ServletException | RuntimeException gone) {
            ticks.gone();
            throw gone;
        }
    }

    private static void begin(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    @Override
    public void destroy() {
        clients.forEach(Ticks::end);
    }

    /** One client. A tick for which there is no room is left out; there is another in a second. */
    private final class Ticks implements OpenResponse.Listener {
        private volatile @Nullable OpenResponse response;
        private volatile boolean writable;
        private @Nullable Future<?> ticking;

        void begin(OpenResponse opened) {
            response = opened;
            clients.add(this);
            opened.listen(this);
        }

        /** The container calls it when writing may begin, and again after it has said "not ready". */
        @Override
        public synchronized void onWritePossible() {
            writable = true;
            if (ticking == null) ticking = lab.everySecond(() -> Threads.withoutInheritance(this::tick));
        }

        private void tick() {
            var opened = response;
            if (opened == null || !writable) return;
            writable = false; // until there has been room for all of it
            try {
                var out = opened.body();
                if (!out.isReady()) return;
                out.write(("data: " + TimeEndpoint.now() + "\n\n").getBytes(StandardCharsets.UTF_8));
                if (!out.isReady()) return;
                out.flush();
                writable = true;
                lab.tell(this);
            } catch (IOException | RuntimeException gone) {
                end();
            }
        }

        private void end() {
            gone();
            var opened = response;
            if (opened != null) opened.end();
        }

        @Override
        public synchronized void gone() {
            if (ticking != null) ticking.cancel(false);
            lab.leave(this);
            clients.remove(this);
        }
    }
}
