package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
    @ParameterizedTest
    @CsvSource({
        "garden, true",
        "GARDEN müller, true",
        "muller, true",
        "mu\u0308ller, true",
        "strasse, true",
        "STRAẞE, true",
        "office, true",
        "ard üll, true",
        "garden rain, false",
        "rgarden, false",
        "'  evening\t\n in  ', true"
    })
    void all_terms_stand_somewhere_in_the_entry_however_they_are_written(String written, boolean found)
            throws InvalidDraft {
        var entry = entry("Frau Müller", "An evening in the Garden,\nLange Straße, behind the o\ufb03ce");
        assertEquals(found, Terms.of(written).orElseThrow().areIn(entry, new Folded(1_000)));
    }

    /** A mark is an accent in some scripts, and in others the letter itself. */
    @ParameterizedTest
    @CsvSource({
        "カラス, ガラス, false",
        "ガラス, ｶﾞﾗｽ, true",
        "パパ, ババ, false",
        "か, が, false",
        "का, की, false",
        "का, काम, true",
        "가, 각, false",
        "Lukasz, Łukasz, true",
        "ŁUKASZ, lukasz, true",
        "Soren, Sørensen, true",
        "Dorde, Đorđe, true",
        "Aero, Ærø, true",
        "aero, Ǽro, true",
        "Thor, Þór, true",
        "Oeuvre, œuvre, true",
        "istanbul, İstanbul, true",
        "DIYARBAKIR, Diyarbakır, true",
        "O'Neil, O’Neil, true",
        "O’Neil, O'Neil, true",
        "O`Neil, O´Neil, true",
        "soft, so\u00adft, true",
        "zero, ze\u200bro, true",
        "'\"yes\"', „yes“, true",
        "2019-2020, 2019–2020, true",
        "ΟΔΟΣ, οδός, true",
        "елка, Ёлка, true",
        "שלום, שָׁלוֹם, true",
        "محمد, مُحَمَّد, true",
        "محمد, محـــمد, true",
        "☃️, ☃, true",
        "'\u202eada', ada, true",
        "nguyen, Nguyễn, true"
    })
    void a_word_is_found_as_people_write_it(String written, String text, boolean found) throws InvalidDraft {
        assertEquals(found, Terms.of(written).orElseThrow().areIn(entry("Ada", text), new Folded(1_000)));
    }

    @Test
    void nothing_to_look_for_is_in_every_entry() throws InvalidDraft {
        var terms = Terms.of(" \t").orElseThrow();
        assertTrue(terms.areNone());
        assertTrue(terms.areIn(entry("Ada", "one"), new Folded(1_000)));
        assertEquals("", terms.query());
    }

    @Test
    void as_many_characters_as_the_limit_says() {
        assertEquals(Optional.empty(), Terms.of("x".repeat(Terms.LIMIT + 1)));
        assertFalse(Terms.of("😀".repeat(Terms.LIMIT)).isEmpty(), "counted in characters, not in halves");
    }

    @Test
    void an_address_carries_every_term() {
        assertEquals("q=a%26b+%C3%BC%3D&", Terms.of("a&b ü=").orElseThrow().query());
    }

    private static Entry entry(String name, String text) throws InvalidDraft {
        return new Entry(new Book(), Draft.of(UUID.randomUUID(), name, text), Signer.UNKNOWN, "", Instant.EPOCH, false);
    }
}
