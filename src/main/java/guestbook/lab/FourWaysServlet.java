package guestbook.lab;

import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.book.Threads;
import guestbook.edge.Busy;
import guestbook.edge.Origins;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /lab/four-ways?entries=&period=&idle=}: measures {@link FourWays} and tells how it stands, a JSON object on each line.
 *
 * <p>One measurement at a time, or each would see the other's entries; whoever comes meanwhile gets 503.
 */
public final class FourWaysServlet extends HttpServlet implements AutoCloseable {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = System.getLogger(FourWaysServlet.class.getName());
    private static final Pattern ENTRIES = Pattern.compile("1?[0-9]|20");
    private static final Pattern PERIOD = Pattern.compile("0\\.5|[1-9](?:\\.5)?|10");
    private static final Pattern IDLE = Pattern.compile("[1-5]?[0-9]|60");
    private static final String PLAN =
            "entries: a number from 0 to 20; period: 0.5 to 10 seconds, by halves; idle: 0 to 60 seconds.";
    private static final int RETRY_AFTER_SECONDS = 30;

    private final transient Origins origins;
    private final transient Guestbook guestbook;
    private final transient ThreadFactory threads = Threads.named("guestbook-lab");
    private final transient AtomicReference<@Nullable FourWays> running = new AtomicReference<>();

    /** @param origins whose own pages may measure; those that only use the book may not */
    public FourWaysServlet(Origins origins, Guestbook guestbook) {
        this.origins = origins;
        this.guestbook = guestbook;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!origins.isOwn(Origins.Asked.by(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        var plan = plan(request);
        if (plan.isEmpty()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, PLAN);
            return;
        }
        var server = OwnServer.of(request);
        if (server.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED, OwnServer.ENCRYPTED);
            return;
        }
        var measurement = new FourWays(server.get(), guestbook, plan.get());
        if (!running.compareAndSet(null, measurement)) {
            Busy.send(request, response, RETRY_AFTER_SECONDS, "Somebody measures just now; please come back.");
            return;
        }
        response.setContentType("application/x-ndjson;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        try {
            var async = request.startAsync();
            async.setTimeout(0);
            threads.newThread(() -> measure(measurement, async)).start();
        } catch (RuntimeException | Error noThread) {
            running.set(null);
            throw noThread;
        }
    }

    private static Optional<FourWays.Plan> plan(HttpServletRequest request) {
        var entries = Optional.ofNullable(request.getParameter("entries")).orElse("5");
        var period = Optional.ofNullable(request.getParameter("period")).orElse("1");
        var idle = Optional.ofNullable(request.getParameter("idle")).orElse("0");
        if (!ENTRIES.matcher(entries).matches()
                || !PERIOD.matcher(period).matches()
                || !IDLE.matcher(idle).matches()) return Optional.empty();
        return Optional.of(new FourWays.Plan(
                Duration.ofMillis((long) (1_000 * Double.parseDouble(period))),
                Duration.ofSeconds(Long.parseLong(idle)),
                Integer.parseInt(entries)));
    }

    /** Ends a measurement and waits until its entries are withdrawn. */
    @Override
    public void close() throws IOException {
        var measurement = running.get();
        if (measurement == null) return;
        try {
            measurement.close();
        } finally {
            measurement.awaitEnd();
        }
    }

    private void measure(FourWays measurement, AsyncContext async) {
        var response = (HttpServletResponse) async.getResponse();
        try {
            measurement.run(threads, standing -> write(response, Json.text(standing) + "\n"));
        } catch (IOException | IllegalStateException ended) {
            LOG.log(Level.DEBUG, "A measurement of the lab ended early.", ended);
        } catch (InterruptedException stray) {
            Thread.currentThread().interrupt();
        } finally {
            running.set(null);
            complete(async);
        }
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        }
    }

    private static void write(HttpServletResponse response, String line) throws IOException {
        response.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
