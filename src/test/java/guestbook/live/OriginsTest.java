package guestbook.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
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
        assertEquals(admitted, origins.admit(Optional.of(origin), Optional.of(host)));
    }

    @ParameterizedTest
    @CsvSource({"book.example"})
    void a_program_sends_no_origin_and_is_admitted(String host) {
        assertEquals(true, origins.admit(Optional.empty(), Optional.of(host)));
    }
}
