package guestbook.book;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.backing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A book that came back from a backup, and has grown past those who read it before: they are told to begin anew. */
class BackupIT {
    private static final List<String> RESET = List.of("Reset");

    @Test
    void readers_of_what_a_copied_file_lacks_begin_anew(@TempDir Path folder, @TempDir Path copy) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            sign(guestbook, "one", "two");
        }
        copy(folder, copy);
        String before;
        String told;
        try (var guestbook = GuestbookProcess.open(folder)) {
            before = cursor(guestbook);
            sign(guestbook, "three", "four");
            told = cursor(guestbook);
            assertEquals(List.of("three", "four"), heard(guestbook, before));
        }
        copy(copy, folder);
        try (var guestbook = GuestbookProcess.open(folder)) {
            sign(guestbook, "another third", "another fourth", "a fifth");
            assertEquals(RESET, heard(guestbook, told), "the book is at revision 5, the reader at 4");
            assertEquals(RESET, heard(guestbook, before), "an epoch that began after the backup");
        }
    }

    @Test
    void a_restart_resets_nobody(@TempDir Path folder) throws Exception {
        String told;
        try (var guestbook = GuestbookProcess.open(folder)) {
            sign(guestbook, "one", "two");
            told = cursor(guestbook);
        }
        try (var guestbook = GuestbookProcess.open(folder)) {
            assertNotEquals(told, cursor(guestbook), "each opening has an epoch of its own");
            sign(guestbook, "three");
            assertEquals(List.of("three"), heard(guestbook, told));
            assertEquals(List.of("one", "two", "three"), heard(guestbook, told.replaceFirst(":.*", ":0")));
            var later = told.replaceFirst(":.*", ":3");
            assertEquals(RESET, heard(guestbook, later), "nothing was told of that in the first epoch");
            var poll = json(new HttpBook(guestbook.book()).get("api/v1/changes?since=" + told));
            assertEquals(
                    cursor(guestbook),
                    poll.path("epoch").asText() + ":" + poll.path("to").asText());
        }
    }

    @Tag("long")
    @Test
    void readers_of_what_a_restored_dump_lacks_begin_anew(@TempDir Path folder) throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            var variables = new String[] {"GUESTBOOK_DB_URL=" + postgres.url(), "GUESTBOOK_DB_USER=" + postgres.user()};
            String before;
            String told;
            try (var guestbook = GuestbookProcess.open(folder, variables)) {
                sign(guestbook, "one", "two");
                before = cursor(guestbook);
                postgres.dump("backup.sql");
                sign(guestbook, "three", "four");
                told = cursor(guestbook);

                postgres.restore("backup.sql");
                var book = new HttpBook(guestbook.book());
                assertEquals(503, book.sign("Ada", "into the past").statusCode());
                var ready = book.get("health/ready");
                assertEquals(503, ready.statusCode());
                assertTrue(ready.body().contains("put back to an older day"), ready::body);
                assertTrue(guestbook.errors().contains("start the guestbook again"), guestbook::errors);
            }
            try (var guestbook = GuestbookProcess.open(folder, variables)) {
                sign(guestbook, "another third", "another fourth", "a fifth");
                assertEquals(RESET, heard(guestbook, told));
                assertEquals(List.of("another third", "another fourth", "a fifth"), heard(guestbook, before));
            }
        }
    }

    private static void sign(GuestbookProcess guestbook, String... texts) throws Exception {
        for (var text : texts)
            assertEquals(200, new HttpBook(guestbook.book()).sign("Ada", text).statusCode());
    }

    private static String cursor(GuestbookProcess guestbook) throws Exception {
        return json(new HttpBook(guestbook.book()).get("health/ready"))
                .path("cursor")
                .asText();
    }

    /** The texts that a reader hears who comes back with this cursor, or that there is no going on from there. */
    private static List<String> heard(GuestbookProcess guestbook, String cursor) throws Exception {
        try (var grace = LiveClient.ours(guestbook.book(), cursor)) {
            var welcome = grace.next("Welcome");
            var next = grace.next();
            if (next.path("type").asText().equals("Reset")) return RESET;
            assertEquals(cursor.replaceFirst(":.*", ""), welcome.path("epoch").asText());
            return next.path("changes").findValuesAsText("text");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("data"));
        try (var files = Files.list(from.resolve("data"))) {
            for (var file : files.filter(Files::isRegularFile).toList())
                Files.copy(file, to.resolve("data").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
