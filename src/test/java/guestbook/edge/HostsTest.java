package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {
    private final Hosts hosts = new Hosts(Set.of("book.example", "[::1]"));

    @ParameterizedTest
    @CsvSource({
        "book.example,           true",
        "Book.Example:8443,      true",
        "[::1]:8080,             true",
        "evil.example,           false",
        "book.example.evil.org,  false",
        "book.example:80:80,     false",
    })
    void a_book_that_was_told_its_names_has_no_others(String host, boolean admitted) {
        assertEquals(admitted, hosts.admit(Optional.of(host)));
    }

    @Test
    void a_book_that_was_told_nothing_has_any_name() {
        assertTrue(new Hosts(Set.of()).admit(Optional.of("anything.example")));
        assertTrue(new Hosts(Set.of()).admit(Optional.empty()));
    }
}
