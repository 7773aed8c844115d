package guestbook.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The whole body of a response, sent as fast as its client takes it, without a thread that waits (Servlet 6.0 §3.7).
 *
 * <p>What has a length cannot leave the server waiting for room for its end either.
 */
public final class Body implements WriteListener {
    /** A client that has not taken everything by then is let go. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    /** Below this, gzip gains nothing. */
    private static final int COMPRESSED_FROM_BYTES = 1_024;
    /** Written at a time, so that the server copies no more than this of what its socket has no room for. */
    private static final int PIECE_BYTES = 16 * 1024;

    /** Of what waits for slow clients so much is held in memory; beyond, clients are asked to come back. */
    private static final long HELD_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private static final long HELD_BYTES_LARGE = Runtime.getRuntime().maxMemory() / 16;
    private static final byte[] BUSY = ("{\"errors\":[{\"field\":\"\",\"code\":\"busy\",\"msg\":"
                    + "\"Too many are reading slowly just now. Please try again in 5 seconds.\"}]}")
            .getBytes(StandardCharsets.UTF_8);

    private static final Pattern REFUSES_GZIP = Pattern.compile("gzip\\s*;\\s*q=0(\\.0*)?\\s*(,|$)");
    private static final AtomicLong HELD = new AtomicLong();
    /** Where an answer that comes later finds its room. */
    private static final String ROOM = Room.class.getName();

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final byte[] bytes;
    private final Room room;
    private int written;

    private Body(AsyncContext async, ServletOutputStream out, byte[] bytes, Room room) {
        this.async = async;
        this.out = out;
        this.bytes = bytes;
        this.room = room;
    }

    /**
     * Somebody answers later, from another thread: how such an answer ends must be heard from the beginning.
     *
     * @param async just started, by the thread that started it
     */
    public static void expect(AsyncContext async) {
        // Elsewhere it is written at once; and GlassFish forgets an answer's status where somebody listens and there is
        // no body.
        if (!Engine.isSafeWithoutBlocking((HttpServletRequest) async.getRequest())) return;
        var room = new Room();
        async.addListener(room);
        async.getRequest().setAttribute(ROOM, room);
    }

    private static Room expected(HttpServletRequest request) {
        return Objects.requireNonNullElseGet((Room) request.getAttribute(ROOM), Room::new);
    }

    /** Sends words as UTF-8, compressed where that is worth it and the client takes it (RFC 9110 §8.4.1.3). */
    public static void send(HttpServletRequest request, HttpServletResponse response, String words) throws IOException {
        sendCompressed(request, response, words.getBytes(StandardCharsets.UTF_8), HELD_BYTES);
    }

    /** The same with what programs ask for and people do not wait for; of this less is held. */
    public static void sendLarge(HttpServletRequest request, HttpServletResponse response, byte[] plain)
            throws IOException {
        sendCompressed(request, response, plain, HELD_BYTES_LARGE);
    }

    private static void sendCompressed(
            HttpServletRequest request, HttpServletResponse response, byte[] plain, long heldLimit) throws IOException {
        var isWorthIt = plain.length >= COMPRESSED_FROM_BYTES;
        if (isWorthIt) response.addHeader("Vary", "Accept-Encoding");
        var compresses = isWorthIt && takesGzip(request);
        var bytes = compresses ? gzip(plain) : plain;
        var room = request.isAsyncStarted() ? expected(request) : new Room();
        // A short answer weighs less than its request, and who has signed is answered.
        var weighs = request.isAsyncStarted() ? plain.length > PIECE_BYTES : isWorthIt;
        if (weighs && !room.take(bytes.length, heldLimit)) {
            sayBusy(request, response, room);
            return;
        }
        if (compresses) response.setHeader("Content-Encoding", "gzip");
        send(request, response, bytes, room);
    }

    /** Sends these bytes, which the server has anyhow, as they are; nobody may change them afterwards. */
    public static void sendShared(HttpServletRequest request, HttpServletResponse response, byte[] bytes)
            throws IOException {
        send(request, response, bytes, new Room());
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, byte[] bytes, Room room)
            throws IOException {
        response.setContentLength(bytes.length);
        var isHead = request.getMethod().equals("HEAD");
        var isError = request.getDispatcherType() == DispatcherType.ERROR; // short, and the last on its connection
        if (isHead || isError || !Engine.isSafeWithoutBlocking(request)) {
            room.leave();
            if (!isHead) response.getOutputStream().write(bytes);
            if (request.isAsyncStarted()) request.getAsyncContext().complete();
            return;
        }
        if (request.isAsyncStarted()) {
            listen(new Body(
                    request.getAsyncContext(), response.getOutputStream(), bytes, room)); // its time runs already
            return;
        }
        var async = request.startAsync(request, response);
        async.setTimeout(TIME_LIMIT.toMillis());
        async.addListener(room);
        listen(new Body(async, response.getOutputStream(), bytes, room));
    }

    private static void listen(Body body) {
        body.out.setWriteListener(body);
    }

    private static void sayBusy(HttpServletRequest request, HttpServletResponse response, Room room)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", "5");
        response.setContentType("application/json;charset=UTF-8");
        send(request, response, BUSY, room);
    }

    /** Whether the client takes what {@link #gzip} makes. */
    public static boolean takesGzip(HttpServletRequest request) {
        var accepted = Objects.requireNonNullElse(request.getHeader("Accept-Encoding"), "");
        return accepted.contains("gzip") && !REFUSES_GZIP.matcher(accepted).find();
    }

    /** These bytes in gzip (RFC 1952). */
    public static byte[] gzip(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
        return bytes.toByteArray();
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written == bytes.length) {
                complete();
                return;
            }
            var piece = Math.min(PIECE_BYTES, bytes.length - written);
            out.write(bytes, written, piece);
            written += piece;
        }
    }

    /** The client has gone. */
    @Override
    public void onError(Throwable gone) {
        complete();
    }

    private void complete() {
        room.leave();
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        }
    }

    /** What one answer takes of the memory for all, until it has gone, or its connection. */
    private static final class Room implements AsyncListener {
        private final AtomicInteger taken = new AtomicInteger();

        boolean take(int bytes, long heldLimit) {
            taken.addAndGet(bytes);
            if (HELD.addAndGet(bytes) <= heldLimit) return true;
            leave();
            return false;
        }

        void leave() {
            HELD.addAndGet(-taken.getAndSet(0));
        }

        @Override
        public void onComplete(AsyncEvent event) {
            leave();
        }

        /** The server ends the connection, in the middle of the body. */
        @Override
        public void onTimeout(AsyncEvent event) {
            leave();
        }

        @Override
        public void onError(AsyncEvent event) {
            leave();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // happens once, before this listener is added
        }
    }
}
