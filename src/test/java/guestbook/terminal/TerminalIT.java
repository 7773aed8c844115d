package guestbook.terminal;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.backing.BackingService;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WAR at a command line, as a client of another that runs. */
class TerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void tail_prints_what_is_there_and_what_comes_and_resumes_after_a_restart() throws Exception {
        var port = "GUESTBOOK_PORT=" + BackingService.freePort();
        var guestbook = GuestbookProcess.open(folder, port);
        var tail = command("tail", guestbook.book().toString());
        try {
            var http = new HttpBook(guestbook.book());
            http.sign("Ada", "before");
            awaitOutput("Ada: before");
            http.sign("Grace", "two\nlines");
            awaitOutput("Grace: two\n                  lines");
            var mistake = json(http.sign("Grace", "a mistake"));
            http.delete(
                    "api/v1/entries/" + mistake.path("id").asText(),
                    "Authorization",
                    "Bearer " + mistake.path("receipt").asText());
            awaitOutput("Entry " + mistake.path("id").asText() + " was withdrawn.");

            guestbook.kill();
            awaitOutput(() -> errors().contains("The book is away"));
            guestbook = GuestbookProcess.open(folder, port);
            http.sign("Linus", "after the restart");
            awaitOutput("Linus: after the restart");
            awaitOutput(() -> errors().contains("Here again."));

            for (var once : List.of("before", "two", "restart"))
                assertEquals(2, output().split(once, -1).length, output());
        } finally {
            tail.destroy();
            tail.waitFor();
            guestbook.close();
        }
    }

    @Test
    void sign_signs_once_and_says_what_is_wrong() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var address = guestbook.book().toString().replaceFirst("/$", "");
            assertEquals(
                    0, exit(command("sign", address, "--name", "Ada", "--text", "From the command line")), errors());
            assertTrue(output().contains("Signed as entry 1."), output());
            var receipt = output().lines()
                    .filter(line -> line.startsWith("Receipt"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst(".*: ", "");
            var http = new HttpBook(guestbook.book());
            assertEquals(
                    "From the command line",
                    json(http.get("api/v1/entries")).at("/0/text").asText());
            assertEquals(
                    200,
                    http.delete("api/v1/entries/1", "Authorization", "Bearer " + receipt)
                            .statusCode());

            assertEquals(1, exit(command("sign", address, "--name", "", "--text", "Nobody")));
            assertTrue(errors().contains("Not signed: name: "), errors());
        }
    }

    /** Java loses what is not ASCII where the locale is that of C, as in many services and containers. */
    @Test
    void a_name_is_signed_with_all_its_letters_whatever_the_locale() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var typed = new ArrayList<>(
                    List.of("bash", "-c", "LC_ALL=C exec \"$@\" --name \"$(printf 'J\\303\\274rgen')\"", "guest"));
            typed.addAll(words("sign", guestbook.book().toString(), "--text", "Hello"));
            assertEquals(0, exit(start(typed)), errors());
            var kept = json(new HttpBook(guestbook.book()).get("api/v1/entries"));
            assertEquals("J\u00fcrgen", kept.at("/0/name").asText());

            var tail = new ArrayList<>(List.of("env", "LC_ALL=C"));
            tail.addAll(words("tail", guestbook.book().toString()));
            var following = start(tail);
            awaitOutput("J\u00fcrgen: Hello");
            following.destroy();
        }
    }

    @Test
    void what_is_not_understood_is_said_with_what_would_be() throws Exception {
        for (var wrong : List.of(
                List.of("sing"),
                List.of("tail", "ftp://book"),
                List.of("sign", "--name"),
                List.of("tail", "http://a", "http://b"))) {
            assertEquals(2, exit(command(wrong.toArray(String[]::new))), wrong::toString);
            assertTrue(errors().contains("Usage: java -jar guestbook.war"), errors());
        }
        assertEquals(0, exit(command("help")));
        assertTrue(output().contains("tail [url]"), output());
    }

    private Process command(String... words) throws IOException {
        return start(words(words));
    }

    private static List<String> words(String... words) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                new File("target/guestbook.war").getAbsolutePath()));
        command.addAll(List.of(words));
        return command;
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("terminal.out").toFile())
                .redirectError(folder.resolve("terminal.err").toFile())
                .start();
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "it has not ended");
        return process.exitValue();
    }

    private void awaitOutput(String words) throws Exception {
        awaitOutput(() -> output().contains(words));
    }

    private void awaitOutput(Callable<Boolean> condition) throws Exception {
        eventually(PATIENCE, condition, () -> output() + errors());
    }

    private String output() {
        return read("terminal.out");
    }

    private String errors() {
        return read("terminal.err");
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
