package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.backing.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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

    @Test
    void somebody_elses_tables_are_left_alone() throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            execute(postgres, "create table shop (id bigint)");
            assertRefused("holds somebody else's tables", database(postgres));
            execute(postgres, "select id from shop");
        }
    }

    @Test
    void a_database_without_most_letters_is_refused() throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            execute(postgres, "create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
            var url = postgres.url().replaceFirst("/[^/]*$", "/latin");
            assertRefused("has the encoding LATIN1", "GUESTBOOK_DB_URL=" + url, "GUESTBOOK_DB_USER=" + postgres.user());
        }
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
