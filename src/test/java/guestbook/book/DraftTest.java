package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
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

    /** Blanks, fillers, joiners and marks without a letter, private and unassigned characters. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\n\n",
                "\u00a0\u2003",
                "\u200b\u200d",
                "\u3000",
                "\t\u0007",
                "\u3164",
                "\u2800",
                "\u115f\u1160",
                "\uffa0",
                "\u00ad",
                "\u2060\ufe0f",
                "\u034f",
                "\u180e",
                "\ufeff",
                "\ue000",
                "\u0378",
                "\u0301\u0302",
                "\ufffc",
                "\u202e",
                "\u2066\u2069",
                "\ud834\udd59",
                "\udb40\udc41"
            })
    void what_cannot_be_seen_is_missing(String words) {
        assertEquals(List.of("name required", "text required"), faults(words, words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"李", "م", "✿", "?", "😀", "👨‍👩‍👧", "🇩🇪", "e\u0301", "\u0e33", "1"})
    void what_can_be_seen_is_a_name(String name) throws InvalidDraft {
        assertEquals(Cleaning.name(name), Draft.of(KEY, name, "x").name());
    }

    /** Nobody could find them to remove them. */
    @ParameterizedTest
    @CsvSource({
        "'a\tb', 'a b', 'a b'",
        "'a\u000Bb', 'a b', 'a\nb'",
        "'a\fb', 'a b', 'a\nb'",
        "'a\u0085b', 'a b', 'a\nb'",
        "'a\u2028b', 'a b', 'a\nb'",
        "'a\u2029b', 'a b', 'a\nb'",
        "'a\u0007b', 'a b', 'a b'",
        "'a\u0000b', 'a b', 'a b'",
        "'a\u007fb', 'a b', 'a b'",
        "'\uf0b7 a', '• a', '• a'",
        "'\ufeffa', 'a', 'a'",
        "'a\ud83d', 'a\ufffd', 'a\ufffd'",
        "'\ude00a', '\ufffda', '\ufffda'"
    })
    void what_was_pasted_along_becomes_a_blank_or_a_line_break(String words, String name, String text)
            throws InvalidDraft {
        var draft = Draft.of(KEY, words, words);
        assertEquals(name, draft.name());
        assertEquals(text, draft.text());
    }

    /** Else whatever stands beside them would read backwards as well. */
    @ParameterizedTest
    @CsvSource({
        "'\u202eada', 'ada', 'ada'",
        "'\u202eada\u202c b', 'ada b', 'ada b'",
        "'\u202bada\u202c b', '\u202bada\u202c b', '\u202bada\u202c b'",
        "'\u2067ada', 'ada', 'ada'",
        "'\u2067ada\u2069', '\u2067ada\u2069', '\u2067ada\u2069'",
        "'ada\u2069', 'ada', 'ada'",
        "'\u2067ada\u202c', 'ada', 'ada'",
        "'\u2067a\nb\u2069', '\u2067a b\u2069', 'a\nb'"
    })
    void a_direction_ends_with_its_line(String words, String name, String text) throws InvalidDraft {
        var draft = Draft.of(KEY, words, words);
        assertEquals(name, draft.name());
        assertEquals(text, draft.text());
    }

    /** To put marks in order takes the square of their number. */
    @Test
    void however_many_marks_are_piled_up_they_cost_little() {
        for (var pile : List.of(
                "\u0301".repeat(16_000) + "\u0323".repeat(16_000),
                "\u302e".repeat(10_000) + "\ud834\udd65".repeat(10_000),
                "\u0344".repeat(30_000),
                "\u0301\u200d\u0323".repeat(10_000)))
            assertTimeoutPreemptively(Duration.ofSeconds(1), () -> {
                for (var times = 0; times < 5; times++)
                    assertTrue(Draft.of(KEY, "Ada", "a" + pile).text().length() < 20);
            });
    }

    /** What one rule takes away must not make another untrue. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n\n\n\u202a\n\n\n\u202ab",
                "a\n\u200b\n\u200b\n\u200b\n\u200b\nb",
                "Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u202c\u0301\u0301\u0301",
                "e\u202c\u0301",
                "e\u202e\u0301",
                "a \u202c\nb",
                "\u202ba\u0344\u0344\u0344\u0344\u0344\u0344\u0344\u202c b"
            })
    void what_is_clean_stays_as_it_is(String words) throws InvalidDraft {
        var text = Draft.of(KEY, "Ada", words).text();
        assertEquals(text, Draft.of(KEY, "Ada", text).text());
        assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC));
        assertFalse(text.contains("\n\n\n\n") || text.contains(" \n"), text);
        assertFalse(Pattern.compile("\\p{M}{9}").matcher(text).find(), text);
        var name = Draft.of(KEY, words, "x").name();
        assertEquals(name, Draft.of(KEY, name, "x").name());
    }

    @Test
    void empty_lines_and_marks_are_kept_as_far_as_somebody_reads_them() throws InvalidDraft {
        assertEquals("a\n\n\nb", Draft.of(KEY, "Ada", "a\n \n\t\n\n\n\nb").text());
        assertEquals("a\n\n\nb", Draft.of(KEY, "Ada", "a\n\n\nb").text());
        assertEquals(
                "x" + "\u0316".repeat(8) + "y",
                Draft.of(KEY, "x" + "\u0316".repeat(60) + "y", "x").name());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\n", "\u202e", "\u0316", "\u00a0", "\ufeff"})
    void to_clean_takes_no_time_whatever_there_is(String letter) {
        var words = "a" + letter.repeat(64_000) + "b";
        assertTimeout(Duration.ofSeconds(1), () -> Cleaning.text(words) + Cleaning.name(words));
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
