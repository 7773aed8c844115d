package guestbook.edge;

import jakarta.servlet.AsyncContext;
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
import java.util.zip.GZIPOutputStream;

/**
 * The whole body of a response, sent as fast as its client takes it, without a thread that waits (Servlet 6.0 §3.7).
 *
 * <p>What has a length cannot leave the server waiting for room for its end either.
 */
public final class Body implements WriteListener {
    /** A client that has not taken everything by then is let go. */
    private static final Duration TIME_LIMIT = Duration.ofMinutes(1);

    /** Below this, gzip gains nothing. */
    private static final int COMPRESSED_FROM_BYTES = 1_024;
    /** Written at a time, so that the server copies no more than this of what its socket has no room for. */
    private static final int PIECE_BYTES = 16 * 1024;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final byte[] bytes;
    private int written;

    private Body(AsyncContext async, ServletOutputStream out, byte[] bytes) {
        this.async = async;
        this.out = out;
        this.bytes = bytes;
    }

    /** Sends words as UTF-8, compressed where that is worth it and the client takes it (RFC 9110 §8.4.1.3). */
    public static void send(HttpServletRequest request, HttpServletResponse response, String words) throws IOException {
        sendCompressed(request, response, words.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes, compressed where that is worth it and the client takes it (RFC 9110 §8.4.1.3). */
    public static void sendCompressed(HttpServletRequest request, HttpServletResponse response, byte[] plain)
            throws IOException {
        if (plain.length < COMPRESSED_FROM_BYTES) {
            send(request, response, plain);
            return;
        }
        response.addHeader("Vary", "Accept-Encoding");
        var compresses = takesGzip(request);
        if (compresses) response.setHeader("Content-Encoding", "gzip");
        send(request, response, compresses ? gzip(plain) : plain);
    }

    /** Sends these bytes as they are; nobody may change them afterwards. */
    public static void send(HttpServletRequest request, HttpServletResponse response, byte[] bytes) throws IOException {
        response.setContentLength(bytes.length);
        if (request.getMethod().equals("HEAD")) return;
        if (request.getDispatcherType() == DispatcherType.ERROR || !request.isAsyncSupported()) {
            response.getOutputStream().write(bytes); // short, and the last on its connection
            return;
        }
        var async = request.isAsyncStarted() ? request.getAsyncContext() : started(request, response);
        var out = response.getOutputStream();
        out.setWriteListener(new Body(async, out, bytes));
    }

    private static AsyncContext started(HttpServletRequest request, HttpServletResponse response) {
        var async = request.startAsync(request, response);
        async.setTimeout(TIME_LIMIT.toMillis());
        return async;
    }

    /** Whether the client takes what {@link #gzip} makes. */
    public static boolean takesGzip(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Accept-Encoding"), "")
                .contains("gzip");
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
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        }
    }
}
