package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JsonTest {
    private static final String COSTLY = "{\"a\":[" + "{},".repeat(2_000) + "{}]}";

    @Test
    void what_would_become_thousands_of_objects_is_refused_where_strangers_say_it() {
        assertTrue(Json.object(COSTLY).isEmpty());
        assertEquals(2_001, Json.ownObject(COSTLY).orElseThrow().path("a").size());
    }

    @Test
    void one_long_text_is_not_many_objects() {
        var text = "x".repeat(60_000);
        assertEquals(
                text,
                Json.object("{\"text\":\"" + text + "\"}")
                        .orElseThrow()
                        .path("text")
                        .asText());
    }

    @Test
    void what_is_nested_too_deeply_is_refused() {
        assertTrue(
                Json.object("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}").isEmpty());
    }
}
