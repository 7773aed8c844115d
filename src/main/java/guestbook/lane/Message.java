package guestbook.lane;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One or more texts that go together, in order; encoded once for all who are sent the same. */
public final class Message {
    /** The system reads from there without a copy; a longer one is cheap to copy, beside what it costs to write. */
    private static final int DIRECT_LIMIT_BYTES = 16 * 1024;

    private static final int WHOLE_TEXT = 0x81;
    private static final int SHORT = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LONG = 0xFFFF;

    /** An empty ping (RFC 6455 §5.5.2), which only a WebSocket can be sent. */
    public static final Message PING = new Message(List.of(), true);

    static {
        PING.frames = ByteBuffer.wrap(new byte[] {(byte) 0x89, 0});
    }

    private final List<String> texts;
    private final boolean shared;
    private volatile @Nullable ByteBuffer frames;
    private volatile byte @Nullable [] utf8;

    private Message(List<String> texts, boolean shared) {
        this.texts = texts;
        this.shared = shared;
    }

    /** For one reader. */
    public static Message of(List<String> texts) {
        return new Message(texts, false);
    }

    /** For many. */
    public static Message shared(List<String> texts) {
        return new Message(texts, true);
    }

    /** Whether there is nothing to send. */
    public boolean isEmpty() {
        return texts.isEmpty() && this != PING;
    }

    /** In their order. */
    public List<String> texts() {
        return texts;
    }

    /** As an unmasked WebSocket frame for each text (RFC 6455 §5.2), one behind the other; a view of the caller's own. */
    public ByteBuffer frames() {
        var made = frames;
        if (made == null) frames = made = framed();
        return made.duplicate();
    }

    /** As bytes, one text behind the other; nobody may change them. */
    public byte[] utf8() {
        var made = utf8;
        if (made == null) utf8 = made = String.join("", texts).getBytes(StandardCharsets.UTF_8);
        return made;
    }

    private ByteBuffer framed() {
        var bytes = new ByteArrayOutputStream();
        for (var text : texts) {
            var payload = text.getBytes(StandardCharsets.UTF_8);
            bytes.write(WHOLE_TEXT);
            if (payload.length <= SHORT) bytes.write(payload.length);
            else if (payload.length <= LONG) {
                bytes.write(TWO_BYTES);
                write(bytes, payload.length, Short.BYTES);
            } else {
                bytes.write(EIGHT_BYTES);
                write(bytes, payload.length, Long.BYTES);
            }
            bytes.writeBytes(payload);
        }
        if (!shared || bytes.size() > DIRECT_LIMIT_BYTES) return ByteBuffer.wrap(bytes.toByteArray());
        return ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray()).flip();
    }

    private static void write(ByteArrayOutputStream bytes, long number, int octets) {
        for (var octet = octets - 1; octet >= 0; octet--) bytes.write((int) (number >>> (octet * Byte.SIZE)));
    }
}
