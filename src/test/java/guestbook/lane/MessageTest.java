package guestbook.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {
    /** RFC 6455 §5.2: the shortest form of each length. */
    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "200000, 817f0000000000030d40"
    })
    void a_text_is_one_frame_of_its_length(int length, String header) {
        var frame = bytes(Message.of(List.of("x".repeat(length))).frames());
        var head = HexFormat.of().parseHex(header);
        assertEquals(head.length + length, frame.length);
        assertArrayEquals(head, Arrays.copyOf(frame, head.length));
        assertEquals("x".repeat(length), text(frame, head.length, length));
    }

    @Test
    void its_length_is_that_of_its_bytes() {
        var text = "Zoë 👋";
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var frame = bytes(Message.shared(List.of(text)).frames());
        assertEquals(utf8.length, frame[1]);
        assertEquals(text, text(frame, 2, utf8.length));
        assertArrayEquals(utf8, Message.of(List.of(text)).utf8());
    }

    @Test
    void several_texts_are_several_frames_in_their_order() {
        var frames = bytes(Message.shared(List.of("one", "", "three")).frames());
        assertEquals(
                "8103" + hex("one") + "8100" + "8105" + hex("three"),
                HexFormat.of().formatHex(frames));
        assertEquals(0, Message.of(List.of()).frames().remaining());
    }

    @Test
    void each_reader_has_a_view_of_its_own() {
        var message = Message.shared(List.of("one"));
        var first = message.frames();
        first.position(first.limit());
        assertEquals(5, message.frames().remaining());
    }

    /** What is outside of the heap is bounded, however many readers are held up. */
    @Test
    void only_what_is_short_and_for_many_lies_outside_of_the_heap() {
        assertTrue(Message.shared(List.of("x")).frames().isDirect());
        assertFalse(Message.of(List.of("x")).frames().isDirect());
        assertFalse(Message.shared(List.of("x".repeat(20_000))).frames().isDirect());
    }

    private static byte[] bytes(ByteBuffer frames) {
        var bytes = new byte[frames.remaining()];
        frames.get(bytes);
        return bytes;
    }

    private static String text(byte[] frame, int from, int length) {
        return new String(frame, from, length, StandardCharsets.UTF_8);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
