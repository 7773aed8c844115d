package guestbook.lab;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A connection of the lab to the very server that it runs in, on which every byte is counted.
 *
 * <p>It speaks HTTP/1.1 (RFC 9112) and WebSocket (RFC 6455) by itself, because a library would not tell what it writes. What
 * it counts is what TCP carries; the headers of TCP and IP, and TLS, come on top.
 */
final class CountedConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int HEAD_LIMIT_BYTES = 64 * 1024;
    private static final int BODY_LIMIT_BYTES = 1024 * 1024;
    private static final int LAST = 0x80;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)");

    private final Socket socket = new Socket();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private final AtomicInteger pings = new AtomicInteger();
    private final InputStream in;
    private boolean ended;

    /** Connects, or fails within {@value #PATIENCE_MILLIS} ms; so long it waits for what comes as well. */
    CountedConnection(InetSocketAddress server) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(new Counted(socket.getInputStream()));
    }

    /** The port at our end, by which the connection is found with a packet sniffer. */
    int port() {
        return socket.getLocalPort();
    }

    /** Bytes that we have sent. */
    long up() {
        return up.get();
    }

    /** Bytes that have come. */
    long down() {
        return down.get();
    }

    /** How many pings it has answered. */
    int pings() {
        return pings.get();
    }

    void write(String words) throws IOException {
        write(words.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        up.addAndGet(bytes.length);
        socket.getOutputStream().write(bytes);
    }

    /** The status line and the headers of a response, with the empty line at their end. */
    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        for (var ended = 0; ended < 4; ) {
            var octet = octet();
            head.write(octet);
            ended = octet == "\r\n\r\n".charAt(ended) ? ended + 1 : octet == '\r' ? 1 : 0;
            if (head.size() > HEAD_LIMIT_BYTES) throw new IOException("The head of the response does not end.");
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The body that belongs to this head (RFC 9112 §6.3). */
    InputStream body(String head) throws IOException {
        var lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("\r\ntransfer-encoding: chunked")) return new Chunks();
        var length = LENGTH.matcher(lower);
        return length.find() ? new ByteArrayInputStream(bytes(Integer.parseInt(length.group(1)))) : in;
    }

    /** The next response's JSON; empty where its status is not 200 or its body is none. */
    Optional<JsonNode> json() throws IOException {
        var head = head();
        var body = new String(body(head).readAllBytes(), StandardCharsets.UTF_8);
        ended = head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
        return head.startsWith("HTTP/1.1 200") ? Json.ownObject(body) : Optional.empty();
    }

    /** Whether the server ends the connection with the JSON that was read last (RFC 9112 §9.6). */
    boolean hasEnded() {
        return ended;
    }

    /** The next text message; answers pings meanwhile. Empty when the server has closed. */
    Optional<String> message() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            var first = octet();
            long length = octet();
            if (length == 126) length = ByteBuffer.wrap(bytes(2)).getShort() & 0xFFFF;
            else if (length == 127) length = ByteBuffer.wrap(bytes(8)).getLong();
            var payload = bytes(Math.toIntExact(length));
            switch (first & 0xF) {
                case CLOSE -> {
                    return Optional.empty();
                }
                case PING -> {
                    frame(PONG, payload);
                    pings.incrementAndGet();
                }
                case PONG -> {}
                default -> {
                    message.writeBytes(payload);
                    if ((first & LAST) != 0) return Optional.of(message.toString(StandardCharsets.UTF_8));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A control frame, masked with zeros: nobody between us and the server could be fooled (RFC 6455 §10.3). */
    private void frame(int opcode, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(6 + payload.length);
        frame.put((byte) (LAST | opcode))
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload);
        write(frame.array());
    }

    private int octet() throws IOException {
        var octet = in.read();
        if (octet < 0) throw new EOFException("The server has closed the connection.");
        return octet;
    }

    private byte[] bytes(int count) throws IOException {
        if (count > BODY_LIMIT_BYTES) throw new IOException("The lab does not read so much at once: " + count);
        var bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException("The server has closed the connection.");
        return bytes;
    }

    /** Counts what is read. */
    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException("It is read through a buffer.");
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            var read = super.read(bytes, from, length);
            if (read > 0) down.addAndGet(read);
            return read;
        }
    }

    /** A body in chunks (RFC 9112 §7.1). */
    private final class Chunks extends InputStream {
        private int left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            var octet = new byte[1];
            return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0 && !ended) begin();
            if (ended) return -1;
            var read = in.read(bytes, from, Math.min(length, left));
            if (read < 0) throw new EOFException("The server has closed the connection.");
            left -= read;
            if (left == 0) bytes(2);
            return read;
        }

        private void begin() throws IOException {
            var size = new StringBuilder();
            for (var octet = octet(); octet != '\n'; octet = octet()) size.append((char) octet);
            left = Integer.parseInt(size.toString().strip().replaceFirst(";.*", ""), 16);
            if (left > 0) return;
            ended = true;
            bytes(2);
        }
    }
}
