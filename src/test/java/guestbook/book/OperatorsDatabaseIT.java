package guestbook.book;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.backing.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database in which no book can be opened: one sentence says why and what to do, and nothing in it is touched. */
class OperatorsDatabaseIT {
    @TempDir
    private Path folder;

    @Test
    void a_file_without_a_byte_is_no_new_book() throws Exception {
        var file =
                Files.createFile(Files.createDirectory(folder.resolve("data")).resolve("guestbook.mv.db"));
        assertRefused("has 0 bytes");
        assertEquals(0, Files.size(file));
    }

    @Test
    void a_damaged_file_is_told_as_that() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            assertTrue(guestbook.process().isAlive());
        }
        var file = folder.resolve("data/guestbook.mv.db");
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, (byte) 'x');
        Files.write(file, bytes);
        assertRefused("is damaged");
        assertEquals(bytes.length, Files.size(file));
    }

    @Test
    void a_file_that_is_something_else_is_told_as_that() throws Exception {
        Files.writeString(
                Files.createDirectory(folder.resolve("data")).resolve("guestbook.mv.db"), "My diary".repeat(1_000));
        assertRefused("is damaged");
    }

    @Tag("long")
    @Test
    void somebody_elses_tables_are_left_alone() throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            execute(postgres, "create table shop (id bigint)");
            assertRefused("holds somebody else's tables", database(postgres));
            execute(postgres, "select id from shop");
        }
    }

    @Tag("long")
    @Test
    void a_database_without_most_letters_is_refused() throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            execute(postgres, "create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
            var url = postgres.url().replaceFirst("/[^/]*$", "/latin");
            assertRefused("has the encoding LATIN1", "GUESTBOOK_DB_URL=" + url, "GUESTBOOK_DB_USER=" + postgres.user());
        }
    }

    /** A driver's words are whatever the database says, and that may be what the guest wrote. */
    @Test
    void what_a_guest_wrote_stands_in_no_log() throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            try (var guestbook = GuestbookProcess.open(folder, database(postgres))) {
                execute(
                        postgres,
                        "create function refuse() returns trigger language plpgsql as"
                                + " $$ begin raise exception 'no: %', new; end $$");
                execute(
                        postgres,
                        "create trigger refuse before insert on entry for each row"
                                + " when (new.text like '%secret%') execute function refuse()");
                assertKeptQuiet(guestbook);
                execute(postgres, "drop trigger refuse on entry");
                execute(postgres, "alter table entry add constraint secretive check (text not like '%secret%')");
                assertKeptQuiet(guestbook);
            }
        }
    }

    private static void assertKeptQuiet(GuestbookProcess guestbook) throws Exception {
        var http = new HttpBook(guestbook.book());
        var key = UUID.randomUUID();
        assertEquals(503, http.sign(key, "Ada Lovelace", "my secret words").statusCode());
        assertEquals(200, http.sign("Grace", "harmless").statusCode());
        assertTrue(json(http.get("health/ready")).path("status").asText().equals("up"));
        var said = guestbook.errors();
        assertTrue(said.contains("The database refuses an entry; the others are kept."), said);
        for (var word : new String[] {
            "secret", "Lovelace", key.toString(), key.toString().replace("-", "")
        }) assertFalse(said.contains(word), said);
        assertFalse(said.contains("\tat "), said);
    }

    private static String[] database(Postgres postgres) {
        return new String[] {"GUESTBOOK_DB_URL=" + postgres.url(), "GUESTBOOK_DB_USER=" + postgres.user()};
    }

    private static void execute(Postgres postgres, String command) throws Exception {
        try (var connection = postgres.connection();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private void assertRefused(String sentence, String... variables) throws Exception {
        var guestbook = GuestbookProcess.launch(folder, variables);
        assertTrue(guestbook.process().waitFor(60, TimeUnit.SECONDS), "it should have ended");
        assertEquals(1, guestbook.process().exitValue());
        var said = guestbook.errors();
        assertTrue(said.contains(sentence), said);
        assertFalse(said.contains("\tat "), said);
        assertEquals(1, said.lines().count(), said);
    }
}
