package guestbook.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request whose body is read as it comes, without a thread that waits for it (Servlet 6.0 §3.7). When all of it is there, the
 * request goes on to whom it is for, who reads it from memory.
 */
public final class Upload extends HttpServletRequestWrapper implements ReadListener {
    /** A body must have come by then, or its client gets 408. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

    private static final int PIECE_BYTES = 4 * 1024;

    /** Of bodies that are still coming so much is held in memory; beyond, clients are asked to come back. */
    private static final long HELD_BYTES = Runtime.getRuntime().maxMemory() / 16;

    /** Of one body so much is always held: a guest's entry in a form, where a letter may take nine bytes. */
    private static final int SPARED_BYTES = 40 * 1024;

    private static final String RETRY_AFTER_SECONDS = "5";
    private static final AtomicLong HELD = new AtomicLong();

    private final int limitBytes;
    private final ServletInputStream in;
    private final AsyncContext async;
    /** Until it is read: the request stays until it is answered. */
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** What of this body counts as held. */
    private final AtomicLong weight = new AtomicLong();

    private boolean complete;

    private Upload(HttpServletRequest request, HttpServletResponse response, int limitBytes) throws IOException {
        super(request);
        this.limitBytes = limitBytes;
        in = request.getInputStream();
        async = request.startAsync(this, response);
        async.setTimeout(TIME_LIMIT.toMillis());
        async.addListener(new End());
    }

    /** Whether this request has a body. */
    public static boolean isIn(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Whether a body can be read so. */
    public static boolean isPossible(HttpServletRequest request) {
        return Engine.isSafeWithoutBlocking(request);
    }

    /**
     * Begins to read the body of this request; returns at once, and the request is dispatched again when it is there.
     *
     * @param limitBytes how much is read at most; whoever it is for finds one byte more of a longer body
     */
    public static void read(HttpServletRequest request, HttpServletResponse response, int limitBytes)
            throws IOException {
        var upload = new Upload(request, response, limitBytes);
        upload.in.setReadListener(upload);
    }

    @Override
    public void onDataAvailable() throws IOException {
        var piece = new byte[PIECE_BYTES];
        while (!complete && in.isReady()) {
            var read = in.read(piece, 0, Math.min(PIECE_BYTES, limitBytes + 1 - bytes.size()));
            if (read < 0) return;
            bytes.write(piece, 0, read);
            var size = 2 * read; // the array grows by doubling
            weight.addAndGet(size);
            if (HELD.addAndGet(size) > HELD_BYTES && weight.get() > SPARED_BYTES)
                refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            else if (bytes.size() > limitBytes) goOn();
        }
    }

    @Override
    public void onAllDataRead() {
        goOn();
    }

    /** The client has gone. */
    @Override
    public void onError(Throwable gone) {
        release();
        end(async);
    }

    private void goOn() {
        if (complete) return;
        complete = true;
        release();
        // What comes after a body that is too long must not be taken for the next request.
        if (bytes.size() > limitBytes) ((HttpServletResponse) async.getResponse()).setHeader("Connection", "close");
        async.dispatch();
    }

    /** Ends the connection with this status, because the rest of the body would have to be passed over. */
    private void refuse(int status) {
        complete = true;
        release();
        var response = (HttpServletResponse) async.getResponse();
        response.setStatus(status);
        response.setHeader("Connection", "close");
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE)
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        response.setContentLength(0);
        end(async);
    }

    private void release() {
        HELD.addAndGet(-weight.getAndSet(0));
    }

    @Override
    public ServletInputStream getInputStream() {
        var body = new ByteArrayInputStream(bytes.toByteArray());
        bytes = new ByteArrayOutputStream(0);
        return new Read(body);
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private static void end(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        }
    }

    /** What has been read. */
    private static final class Read extends ServletInputStream {
        private final InputStream bytes;

        Read(InputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return bytes.read(into, from, length);
        }

        @Override
        public boolean isFinished() {
            try {
                return bytes.available() == 0;
            } catch (IOException neverInMemory) {
                return true;
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("The body is there already.");
        }
    }

    private final class End implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            refuse(HttpServletResponse.SC_REQUEST_TIMEOUT);
        }

        @Override
        public void onError(AsyncEvent event) {
            release();
            end(async);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            release();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // who answers keeps the time from now on
        }
    }
}
