package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DraftTest {
    private static final UUID KEY = UUID.randomUUID();

    @Test
    void words_are_trimmed_composed_and_of_unix_lines() throws InvalidDraft {
        var draft = Draft.of(KEY, "  Ka\u0308the\r\nM.  ", "\n one\r\ntwo\rthree \u3000");
        assertEquals("K\u00e4the M.", draft.name());
        assertEquals("one\ntwo\nthree", draft.text());
    }

    @Test
    void lengths_are_counted_in_characters_not_in_bytes_or_halves() throws InvalidDraft {
        assertEquals(160, Draft.of(KEY, "😀".repeat(80), "x").name().length());
        assertEquals(List.of("name too_long"), faults("😀".repeat(81), "x"));
        assertEquals(4_000, Draft.of(KEY, "Ada", "😀".repeat(2_000)).text().length());
        assertEquals(List.of("text too_long"), faults("Ada", "😀".repeat(2_001)));
        assertEquals(2_000, Draft.of(KEY, "Ada", "e\u0301".repeat(2_000)).text().length(), "counted when composed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n\n", "\u00a0\u2003", "\u200b\u200d", "\u3000"})
    void what_cannot_be_seen_is_missing(String words) {
        assertEquals(List.of("name required", "text required"), faults(words, words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u0007b", "a\tb", "a\u007fb", "a\u0085b", "a\ud83d", "\ude00a"})
    void control_characters_and_half_characters_are_refused(String words) {
        assertEquals(List.of("text invalid_character"), faults("Ada", words));
    }

    @Test
    void a_message_of_wrong_types_names_each() {
        assertEquals(
                List.of("name wrong_type", "text wrong_type", "key invalid"),
                faults("{\"name\":7,\"text\":{},\"key\":\"1-2-3\"}"));
    }

    @Test
    void every_fault_is_told_at_once() {
        assertEquals(
                List.of("key invalid", "name required", "text required"),
                faults("{\"name\":\"\",\"text\":\"\",\"key\":\"x\"}"));
        assertEquals(List.of("text wrong_type", "name required"), faults("{\"text\":7}"));
    }

    private static List<String> faults(String message) {
        var sent = Json.object(message).orElseThrow();
        return assertThrows(InvalidDraft.class, () -> Draft.of(sent)).faults().stream()
                .map(fault -> fault.field() + " " + fault.code())
                .toList();
    }

    @Test
    void without_a_key_every_message_is_another_draft() throws InvalidDraft {
        var message = Json.object("{\"name\":\"Ada\",\"text\":\"Hello\"}").orElseThrow();
        assertNotEquals(Draft.of(message).key(), Draft.of(message).key());
    }

    @ParameterizedTest
    @CsvSource({"k3f9:41,k3f9,41", "0:0,0,0", "abc:999999999999999999,abc,999999999999999999"})
    void a_cursor_is_read_as_it_is_written(String written, String epoch, long revision) {
        var cursor = Cursor.parse(written).orElseThrow();
        assertEquals(new Cursor(epoch, revision), cursor);
        assertEquals(written, cursor.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "a:", ":1", "a:-1", "a:1:2", "A:1", "a:9999999999999999999", "a b:1"})
    void what_is_no_cursor_is_none(String written) {
        assertEquals(true, Cursor.parse(written).isEmpty());
    }

    private static List<String> faults(String name, String text) {
        return assertThrows(InvalidDraft.class, () -> Draft.of(KEY, name, text)).faults().stream()
                .map(fault -> fault.field() + " " + fault.code())
                .toList();
    }
}
