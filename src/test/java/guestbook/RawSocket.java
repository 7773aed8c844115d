package guestbook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** A WebSocket client that writes frames byte by byte (RFC 6455 §5.2), right or wrong, and reads only when asked. */
public final class RawSocket implements AutoCloseable {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;
    /** A connection that ended without a close frame (RFC 6455 §7.1.5). */
    public static final int ABNORMAL = 1006;

    private static final int TIMEOUT_MILLIS = 60_000;
    /** Whoever is to be closed for silence gets two pings before. */
    private static final Duration CLOSED_WITHIN = Duration.ofMinutes(3);

    private static final int LAST = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final byte[] DEFLATE_TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String response;
    private final Inflater inflater = new Inflater(true);
    private boolean compressed;
    private String ending = "";

    /** One frame from the server, decompressed. */
    public record Frame(int opcode, boolean last, byte[] bytes, int closeCode) {
        public String payload() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Connects to the book; a small receive buffer makes a reader that does not read fill up soon. */
    public RawSocket(URI book, String subprotocol, int receiveBufferBytes, String... headers) throws IOException {
        this(book, "ws/live-updates", subprotocol, receiveBufferBytes, headers);
    }

    /** Connects to any endpoint below the book. */
    public RawSocket(URI book, String path, String subprotocol, int receiveBufferBytes, String... headers)
            throws IOException {
        this(connected(book, receiveBufferBytes, ""), book, path, subprotocol, headers);
    }

    /** Shakes hands over a connection that is there already. */
    public RawSocket(Socket socket, URI book, String path, String subprotocol, String... headers) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        var request = "GET " + book.getPath() + path + " HTTP/1.1\r\nHost: " + book.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
                + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) bytes.write(in.readByte());
        response = bytes.toString(StandardCharsets.US_ASCII);
        assertTrue(response.startsWith("HTTP/1.1 101"), response);
    }

    /**
     * A connection to the book, over TLS where its address says so.
     *
     * @param from the address of this machine that it comes from, such as 127.0.0.2; empty for the usual one
     */
    public static Socket connected(URI book, int receiveBufferBytes, String from) throws IOException {
        var socket = book.getScheme().equals("https") ? trusted().createSocket() : new Socket();
        if (receiveBufferBytes > 0) socket.setReceiveBufferSize(receiveBufferBytes);
        socket.setTcpNoDelay(true);
        if (!from.isEmpty()) socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(book.getHost(), book.getPort()));
        return socket;
    }

    /** What this test trusts now; the default factory is what was trusted first. */
    private static SSLSocketFactory trusted() {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (NoSuchAlgorithmException neverInJava) {
            throw new AssertionError(neverInJava);
        }
    }

    /** What the server answered to the handshake. */
    public String response() {
        return response;
    }

    /** A masked text message in one frame. */
    public void text(String message) throws IOException {
        frame(true, 0, TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Any masked frame. */
    public void frame(boolean last, int reservedBits, int opcode, byte[] payload) throws IOException {
        frame(last, reservedBits, opcode, payload, true);
    }

    /** Any frame. */
    public void frame(boolean last, int reservedBits, int opcode, byte[] payload, boolean masked) throws IOException {
        var frame = framed(last, reservedBits, opcode, payload, masked);
        bytes(frame, frame.length);
    }

    /** The bytes of a frame. */
    public static byte[] framed(boolean last, int reservedBits, int opcode, byte[] payload, boolean masked) {
        var frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? LAST : 0) | reservedBits << 4 | opcode));
        var maskBit = masked ? 0x80 : 0;
        if (payload.length < 126) frame.put((byte) (maskBit | payload.length));
        else if (payload.length < 65_536) frame.put((byte) (maskBit | 126)).putShort((short) payload.length);
        else frame.put((byte) (maskBit | 127)).putLong(payload.length);
        if (masked) frame.put(MASK);
        for (var place = 0; place < payload.length; place++)
            frame.put(masked ? (byte) (payload[place] ^ MASK[place % 4]) : payload[place]);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** Compresses a message that refers to none before it (RFC 7692 §7.2.1). */
    public static byte[] deflated(byte[] message) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(message);
            var compressed = new byte[message.length + 64];
            var length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(compressed, length - DEFLATE_TAIL.length);
        } finally {
            deflater.end();
        }
    }

    /** Whether the server agreed to compress. */
    public boolean compresses() {
        return response.toLowerCase(Locale.ROOT).contains("permessage-deflate");
    }

    /** Anything at all; the server may have closed in the middle. */
    public void bytes(byte[] bytes, int length) throws IOException {
        try {
            out.write(bytes, 0, length);
            out.flush();
        } catch (SocketException closed) {
            // what the server said before is still to be read
        }
    }

    /** The next frame; empty when the connection has ended without one. */
    public Optional<Frame> next() throws IOException {
        try {
            var first = in.readUnsignedByte();
            var last = (first & LAST) != 0;
            var opcode = first & 0x0F;
            long length = in.readUnsignedByte() & 0x7F;
            if (length == 126) length = in.readUnsignedShort();
            else if (length == 127) length = in.readLong();
            var payload = in.readNBytes((int) length);
            if (opcode == TEXT || opcode == BINARY) compressed = (first & COMPRESSED) != 0;
            if (opcode < CLOSE && compressed) payload = inflated(payload, last);
            var code = opcode == CLOSE && length >= 2 ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : 0;
            return Optional.of(new Frame(opcode, last, payload, code));
        } catch (EOFException | SocketException ended) {
            ending = ended.toString();
            return Optional.empty();
        }
    }

    /** Whether something comes within this time, or the end. */
    public boolean hasNext(Duration patience) throws IOException {
        patience(patience);
        try {
            in.mark(1);
            if (in.read() >= 0) in.reset();
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (SocketException ended) {
            return true;
        } finally {
            if (!socket.isClosed()) socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** How long to wait for the next frame. */
    public void patience(Duration patience) throws SocketException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /** What permessage-deflate (RFC 7692 §7.2.2) made of a part; later messages may refer to earlier ones. */
    private byte[] inflated(byte[] payload, boolean last) throws IOException {
        var whole = new ByteArrayOutputStream();
        var part = new byte[8 * 1024];
        try {
            for (var input : last ? List.of(payload, DEFLATE_TAIL) : List.of(payload)) {
                inflater.setInput(input);
                for (var count = inflater.inflate(part); count > 0; count = inflater.inflate(part))
                    whole.write(part, 0, count);
            }
            return whole.toByteArray();
        } catch (DataFormatException broken) {
            throw new IOException(broken);
        }
    }

    /** Reads up to the server's close frame; its code, or {@link #ABNORMAL}. */
    public int closeCode() throws IOException {
        var deadline = System.nanoTime() + CLOSED_WITHIN.toNanos();
        for (var frame = next(); frame.isPresent(); frame = next()) {
            if (frame.get().opcode() == CLOSE) return frame.get().closeCode();
            assertTrue(System.nanoTime() < deadline, "goes on after " + CLOSED_WITHIN + " in place of closing");
        }
        return ABNORMAL;
    }

    /** How the connection ended, where it ended without a close frame. */
    public String ending() {
        return ending;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        socket.close();
    }
}
