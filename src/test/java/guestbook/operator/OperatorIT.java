package guestbook.operator;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.backing.Postgres;
import java.io.File;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever owns the data withdraws an entry, whether the book is open or not. */
class OperatorIT {
    @TempDir
    private Path folder;

    @Test
    void an_entry_is_withdrawn_from_an_open_book_and_everybody_hears_it() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var grace = LiveClient.ours(guestbook.book())) {
            grace.next("Welcome");
            var http = new HttpBook(guestbook.book());
            http.sign("Ada", "an insult");
            grace.next("Changes");
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("data/guestbook.socket"))));
            try (var silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                silent.connect(UnixDomainSocketAddress.of(folder.resolve("data/guestbook.socket")));
                assertEquals("0 entry 1 is withdrawn, its words are gone.", withdraw(Map.of(), "1"));
            }
            assertEquals(
                    "1", grace.next("Changes").at("/changes/0/deletedEntryId").asText());
            assertEquals(0, json(http.get("api/v1/entries")).size());
            assertEquals("1 There is no entry 1.", withdraw(Map.of(), "1"));
            assertEquals("", guestbook.errors());
        }
        assertFalse(Files.exists(folder.resolve("data/guestbook.socket")));
    }

    @Test
    void an_entry_is_hidden_and_comes_back() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var grace = LiveClient.ours(guestbook.book())) {
            grace.next("Welcome");
            var http = new HttpBook(guestbook.book());
            http.sign("Ada", "a secret");
            grace.next("Changes");
            assertEquals("0 entry 1 is hidden; \"publish\" brings it back.", operate(Map.of(), "hide", "1"));
            assertEquals(
                    "1", grace.next("Changes").at("/changes/0/deletedEntryId").asText());
            for (var path : List.of("", "?q=secret", "?entry=1", "api/v1/entries", "api/v1/entries?q=secret"))
                assertFalse(http.get(path).body().contains("a secret"), path);
            assertEquals(404, http.delete("api/v1/entries/1").statusCode());
            assertEquals("0 entry 1 is public.", operate(Map.of(), "publish", "1"));
            assertEquals(
                    "a secret",
                    grace.next("Changes").at("/changes/0/createdEntry/text").asText());
            assertEquals("", guestbook.errors());
        }
    }

    @Test
    void an_entry_is_withdrawn_from_a_closed_book_and_from_one_that_was_killed() throws Exception {
        var guestbook = GuestbookProcess.open(folder);
        var http = new HttpBook(guestbook.book());
        for (var text : List.of("one", "two", "three")) http.sign("Ada", text);
        guestbook.kill();
        assertEquals("0 entry 1 is withdrawn, its words are gone.", withdraw(Map.of(), "1"));
        assertEquals("0 entry 2 is withdrawn, its words are gone.", withdraw(Map.of(), "2"));
        try (var again = GuestbookProcess.open(folder)) {
            var left = json(new HttpBook(again.book()).get("api/v1/entries"));
            assertEquals(List.of("three"), left.findValuesAsText("text"));
        }
    }

    @Tag("long")
    @Test
    void an_entry_is_withdrawn_from_a_database_server() throws Exception {
        try (var postgres = new Postgres()) {
            postgres.start();
            var variables = Map.of("GUESTBOOK_DB_URL", postgres.url(), "GUESTBOOK_DB_USER", postgres.user());
            try (var guestbook = GuestbookProcess.open(
                    folder, "GUESTBOOK_DB_URL=" + postgres.url(), "GUESTBOOK_DB_USER=" + postgres.user())) {
                new HttpBook(guestbook.book()).sign("Ada", "an insult");
                try (var grace = LiveClient.ours(guestbook.book())) {
                    grace.next("Welcome");
                    assertEquals("0 entry 1 is withdrawn, its words are gone.", withdraw(variables, "1"));
                    assertEquals(
                            "1",
                            grace.next("Changes")
                                    .at("/changes/0/deletedEntryId")
                                    .asText());
                }
            }
        }
    }

    @Test
    void what_cannot_be_done_is_one_sentence() throws Exception {
        assertTrue(withdraw(Map.of(), "1").startsWith("1 There is no book in "));
        assertFalse(Files.exists(folder.resolve("data")));
        Files.createDirectory(folder.resolve("data"));
        assertTrue(withdraw(Map.of(), "1").startsWith("1 There is no book in "), "a folder is no book");
        for (var wrong : new String[] {"0", "-1", "one", "1 2"})
            assertEquals(
                    "2 Usage: java -jar guestbook.war withdraw|hide|publish <the entry's id>,"
                            + " or java -jar guestbook.war reset-owner",
                    withdraw(Map.of(), wrong));
    }

    /** The exit code, and what was said. */
    private String withdraw(Map<String, String> variables, String... ids) throws Exception {
        var words = new ArrayList<>(List.of("withdraw"));
        words.addAll(List.of(ids));
        return operate(variables, words.toArray(String[]::new));
    }

    private String operate(Map<String, String> variables, String... words) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                new File("target/guestbook.war").getAbsolutePath()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GUESTBOOK_"));
        builder.environment().putAll(variables);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said.strip();
    }
}
