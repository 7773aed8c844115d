package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    private final Origins origins = new Origins(Set.of("https://wedding.example"));

    @ParameterizedTest
    @CsvSource({
        "https://book.example,          book.example,      true",
        "https://book.example,          book.example:443,  true",
        "http://localhost:8080,         localhost:8080,    true",
        "HTTPS://Book.Example,          book.example,      true",
        "https://wedding.example,       book.example,      true",
        "https://Wedding.Example,       book.example,      true",
        "http://wedding.example,        book.example,      false",
        "https://evil.example,          book.example,      false",
        "https://book.example.evil.org, book.example,      false",
        "http://localhost:5500,         localhost:8080,    false",
        "null,                          book.example,      false",
    })
    void pages_of_the_own_host_and_of_named_origins_are_admitted(String origin, String host, boolean admitted) {
        assertEquals(admitted, origins.admit(asked(Optional.of(origin), host, "", false)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://book.example,    book.example, '',          true,  true",
        "http://book.example,     book.example, '',          true,  false",
        "https://book.example,    book.example, '',          false, true",
        "https://book.example,    book.example, same-origin, true,  true",
        "https://book.example,    book.example, same-site,   true,  false",
        "https://book.example,    book.example, cross-site,  true,  false",
        "https://wedding.example, book.example, cross-site,  true,  true",
        ",                        book.example, cross-site,  true,  false",
        ",                        book.example, none,        true,  true",
    })
    void the_scheme_counts_and_what_the_browser_says_of_the_site(
            @Nullable String origin, String host, String site, boolean secure, boolean admitted) {
        assertEquals(admitted, origins.admit(asked(Optional.ofNullable(origin), host, site, secure)));
    }

    @Test
    void a_named_origin_uses_the_book_and_is_none_of_its_own_pages() {
        var asked = asked(Optional.of("https://wedding.example"), "book.example", "cross-site", true);
        assertTrue(origins.admit(asked));
        assertFalse(origins.isOwn(asked));
    }

    @ParameterizedTest
    @CsvSource({"book.example"})
    void a_program_sends_no_origin_and_is_admitted(String host) {
        assertTrue(origins.admit(asked(Optional.empty(), host, "", false)));
    }

    private static Origins.Asked asked(Optional<String> origin, String host, String site, boolean secure) {
        return new Origins.Asked(origin, Optional.of(host), Optional.of(site).filter(said -> !said.isEmpty()), secure);
    }
}
