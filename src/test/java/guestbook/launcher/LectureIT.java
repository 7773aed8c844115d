package guestbook.launcher;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that knows only the lecture's demo, on a page of another port; each test has a fresh book. */
class LectureIT {
    private static final String PAGE = "http://localhost:5500";

    private GuestbookProcess guestbook;
    private HttpBook http;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder, "GUESTBOOK_DELETE=anyone", "GUESTBOOK_ORIGINS=" + PAGE);
        http = new HttpBook(guestbook.book());
    }

    @AfterEach
    void close() throws Exception {
        guestbook.close();
    }

    @Test
    void its_suite_finds_an_empty_book_then_one_entry_and_may_delete_it() throws Exception {
        var empty = http.get("api/v1/entries");
        assertEquals(200, empty.statusCode());
        assertEquals("[]", empty.body());

        var signed = http.sign("Ada", "Hello");
        assertEquals(200, signed.statusCode());
        var entries = json(http.get("api/v1/entries"));
        assertEquals(1, entries.size());
        assertEquals(1, entries.at("/0/id").asInt());
        assertEquals("Ada", entries.at("/0/name").asText());
        assertEquals("Hello", entries.at("/0/text").asText());
        assertTrue(entries.at("/0/date").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));

        assertEquals(200, http.delete("api/v1/entries/1").statusCode());
        assertEquals("[]", http.get("api/v1/entries").body());
        assertEquals(404, http.delete("api/v1/entries/1").statusCode());
        assertEquals(400, http.delete("api/v1/entries/x").statusCode());
        assertTrue(json(http.sign("", "")).path("errors").size() > 0);
        assertEquals(400, http.sign("Ada", "").statusCode());
    }

    @Test
    void its_page_on_another_port_signs_reads_and_is_told() throws Exception {
        var asked = http.send(http.request("api/v1/entries", "Origin", PAGE, "Access-Control-Request-Method", "POST")
                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertTrue(asked.statusCode() < 300);
        assertEquals(
                PAGE, asked.headers().firstValue("Access-Control-Allow-Origin").orElse(""));

        var headers = Map.of("Origin", List.of(PAGE));
        try (var page = LiveClient.connect(guestbook.book(), "", headers)) {
            var signed = http.post(
                    "api/v1/entries", "application/json", "{\"name\":\"Ada\",\"text\":\"Hi\"}", "Origin", PAGE);
            assertEquals(200, signed.statusCode());
            assertEquals(
                    PAGE,
                    signed.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
            var created = page.next();
            assertEquals("EntryCreated", created.path("type").asText());
            assertEquals("Hi", created.at("/createdEntry/text").asText());

            http.delete("api/v1/entries/1", "Origin", PAGE);
            var deleted = page.next();
            assertEquals("EntryDeleted", deleted.path("type").asText());
            assertEquals(1, deleted.path("deletedEntryId").asInt());
        }
    }
}
