package guestbook.launcher;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code java -jar} starts, fails to start, and stops. */
@Execution(ExecutionMode.CONCURRENT) // each test has a process of its own, and mostly waits for it
class LauncherIT {
    @TempDir
    private Path folder;

    @Test
    void the_first_line_is_the_address_and_the_data_is_kept_beside() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var said = guestbook.output();
            assertTrue(said.startsWith("Guestbook is open at http://localhost:"), said);
            assertTrue(said.contains("\nGuestbook 0"), "its version: " + said);
            assertTrue(said.contains("\nIt is kept in " + folder.resolve("data").toRealPath()), said);
            assertEquals("", guestbook.errors(), "nothing to complain about");
            assertTrue(Files.exists(folder.resolve("data/guestbook.mv.db")));
        }
    }

    @Test
    void a_port_in_use_is_one_sentence_and_code_1() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var port = taken.getLocalPort();
            var sentence = failure("GUESTBOOK_PORT=" + port);
            assertTrue(sentence.contains("Port " + port + " is in use"), sentence);
        }
    }

    @Tag("long")
    @Test
    void a_port_that_wants_a_right_of_its_own_is_told_as_that() throws Exception {
        var sentence = failure(GuestbookProcess.launchUnprivileged(folder, "GUESTBOOK_PORT=80"));
        assertTrue(sentence.startsWith("This process may not listen on port 80, "), sentence);
    }

    @Tag("long")
    @Test
    void an_address_of_another_machine_is_one_sentence_and_code_1() throws Exception {
        var sentence = failure("GUESTBOOK_ADDRESS=192.0.2.77");
        assertTrue(sentence.contains("GUESTBOOK_ADDRESS is \"192.0.2.77\""), sentence);
    }

    @Test
    void where_it_listens_is_where_it_says() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_ADDRESS=127.0.0.2")) {
            assertEquals("127.0.0.2", guestbook.book().getHost());
            assertEquals(200, new HttpBook(guestbook.book()).get("").statusCode());
        }
    }

    @Tag("long")
    @Test
    void a_port_in_use_at_an_address_of_this_machine_is_told_as_that() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            var sentence = failure("GUESTBOOK_ADDRESS=127.0.0.2", "GUESTBOOK_PORT=" + taken.getLocalPort());
            assertTrue(sentence.contains("is in use"), sentence);
        }
    }

    @Test
    void why_a_folder_cannot_be_used_is_told_in_the_systems_own_words() throws Exception {
        Files.writeString(folder.resolve("book2020"), "a file");
        var sentence = failure("GUESTBOOK_DATA=" + folder.resolve("book2020"));
        assertTrue(sentence.contains("book2020"), sentence);
        assertFalse(sentence.contains("…"), sentence);
    }

    @Test
    void a_locked_database_is_one_sentence_and_code_1() throws Exception {
        try (var first = GuestbookProcess.open(folder)) {
            var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            var second = GuestbookProcess.launch(elsewhere, "GUESTBOOK_DATA=" + folder.resolve("data"));
            assertTrue(second.process().waitFor(60, TimeUnit.SECONDS));
            assertEquals(1, second.process().exitValue());
            assertTrue(second.errors().contains("in use by another process"), second.errors());
            assertEquals(1, second.errors().lines().count(), second.errors());
            assertTrue(first.process().isAlive());
        }
    }

    @Test
    void an_unreachable_database_server_is_one_sentence_and_code_1() throws Exception {
        int nobody;
        try (var closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        var sentence = failure("GUESTBOOK_DB_URL=jdbc:postgresql://localhost:" + nobody + "/guestbook?password=secret");
        assertTrue(sentence.contains("cannot be opened"), sentence);
        assertFalse(sentence.contains("secret"), sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://ada:secret@localhost/guestbook",
                "jdbc:postgresql://localhost:1/guestbook?sslmode=secret",
                "jdbc:h2:mem:guestbook;secret",
                "jdbc:h2:mem:guestbook;MODE=Secret"
            })
    void a_password_in_the_wrong_place_is_not_told(String url) throws Exception {
        var sentence = failure("GUESTBOOK_DB_URL=" + url);
        assertTrue(sentence.contains("GUESTBOOK_DB_URL"), sentence);
        assertFalse(sentence.toLowerCase(Locale.ROOT).contains("secret"), sentence);
    }

    @Test
    void every_wrong_variable_is_named_at_once() throws Exception {
        var sentence = failure("GUESTBOOK_PORT=eighty", "GUESTBOOK_DELETE=nobody", "GUESTBOOK_ORIGINS=wedding");
        for (var variable : new String[] {"GUESTBOOK_PORT", "GUESTBOOK_DELETE", "GUESTBOOK_ORIGINS"})
            assertTrue(sentence.contains(variable), sentence);
    }

    @Test
    void when_it_is_asked_to_stop_readers_are_told_and_writes_are_kept() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var reader = LiveClient.ours(guestbook.book());
                var ada = LiveClient.ours(guestbook.book())) {
            reader.next("Welcome");
            for (var number = 0; number < 50; number++)
                ada.sign(UUID.randomUUID().toString(), "Ada", "just before the end " + number);
            ada.await("Signed");

            var begin = System.nanoTime();
            guestbook.stop();
            var took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took::toString);
            assertEquals(CloseCodes.SERVICE_RESTART, reader.closed().getCloseCode());

            var heard = 1;
            while (!ada.hasHeardNothing()) if (ada.next().path("type").asText().equals("Signed")) heard++;
            try (var again = GuestbookProcess.open(folder)) {
                var kept =
                        json(new HttpBook(again.book()).get("api/v1/entries")).size();
                assertTrue(kept >= heard, kept + " kept, " + heard + " acknowledged");
            }
        }
    }

    @Test
    void withdrawn_words_are_gone_from_the_file_after_a_clean_stop_and_nobody_else_reads_it() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var http = new HttpBook(guestbook.book());
            var signed = json(http.sign("Ada", "an unmistakable sentence"));
            for (var number = 0; number < 50; number++) http.sign("Grace", "others " + number);
            var withdrawn = http.delete(
                    "api/v1/entries/" + signed.path("id").asText(),
                    "Authorization",
                    "Bearer " + signed.path("receipt").asText());
            assertEquals(200, withdrawn.statusCode());
            var file = folder.resolve("data/guestbook.mv.db");
            assertEquals("rwx------", permissions(file.getParent()));
            assertEquals("rw-------", permissions(file));
            guestbook.stop();
            assertEquals("", guestbook.errors());
            assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("unmistakable"));
            assertEquals("rw-------", permissions(file), "which was written anew");
        }
        try (var again = GuestbookProcess.open(folder)) {
            assertEquals(
                    50, json(new HttpBook(again.book()).get("api/v1/entries")).size());
        }
    }

    @Test
    void it_says_what_it_is() throws Exception {
        var said = run(
                Map.of(),
                "-jar",
                Path.of("target/guestbook.war").toAbsolutePath().toString(),
                "--version");
        assertTrue(said.matches("Guestbook \\d+\\.\\d+\\.\\d+ \\(commit [0-9a-f]{7,40}(-dirty)?\\), Java .+\n"), said);
    }

    /** What Java says, on both of its outputs. */
    private static String run(Map<String, String> environment, String... words) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void what_lies_in_the_work_folder_leads_nobody_elsewhere() throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        var precious = Files.writeString(
                Files.createDirectory(folder.resolve("precious")).resolve("file"), "to be kept");
        Files.createSymbolicLink(data.resolve("guestbook-work-link"), precious.getParent());
        var leftBehind = Files.createDirectory(data.resolve("guestbook-work-left"));
        Files.createFile(leftBehind.resolve("lock"));
        Files.createSymbolicLink(leftBehind.resolve("inside"), precious.getParent());
        GuestbookProcess.open(folder).stop();
        assertEquals("to be kept", Files.readString(precious));
        assertFalse(Files.exists(leftBehind));
    }

    /** Systems empty their temporary folder after some days, and containers may share it, each with a process 1. */
    @Test
    void what_a_running_book_needs_lies_beside_its_data_and_is_left_alone_by_others() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("tmp"));
        var options = "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary;
        try (var first = GuestbookProcess.open(folder, options)) {
            var book = new HttpBook(first.book());
            var second = GuestbookProcess.launch(folder, options); // the same data, and so the same folder for its work
            assertTrue(second.process().waitFor(60, TimeUnit.SECONDS));
            assertEquals(1, second.process().exitValue());
            assertEquals(1, workFolders(folder.resolve("data")));
            for (var left : Files.list(temporary).toList()) Files.delete(left);
            assertEquals(200, book.sign("Ada", "still here").statusCode());
        }
        assertEquals(0, workFolders(folder.resolve("data")));
    }

    /** Each looks for folders that are left behind while others make theirs. */
    @Tag("long")
    @Test
    void many_that_start_at_once_leave_each_others_folders_alone() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("tmp"));
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                new File("target/guestbook.war").getAbsolutePath(),
                "--version");
        for (var round = 0; round < 5; round++) {
            var started = new ArrayList<Process>();
            for (var number = 0; number < 12; number++)
                started.add(
                        new ProcessBuilder(command).redirectErrorStream(true).start());
            for (var process : started) {
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, process.waitFor(), said);
            }
        }
        assertEquals(0, workFolders(temporary));
    }

    @Test
    void a_wrong_variable_leaves_nothing_behind() throws Exception {
        failure("GUESTBOOK_PORT=eighty");
        assertFalse(Files.exists(folder.resolve("data")));
    }

    @Tag("long")
    @Test
    void a_temporary_folder_that_cannot_be_written_does_not_matter() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=/nowhere")) {
            assertEquals(200, new HttpBook(guestbook.book()).get("").statusCode());
        }
    }

    @Test
    void a_war_in_a_folder_that_java_cannot_read_is_one_sentence() throws Exception {
        var odd = Files.createDirectory(folder.resolve("hooray!"));
        Files.createLink(
                odd.resolve("guestbook.war"), Path.of("target/guestbook.war").toAbsolutePath());
        var said = run(Map.of(), "-jar", odd.resolve("guestbook.war").toString());
        assertTrue(said.contains("whose name ends in \"!\""), said);
        assertFalse(said.contains("\tat "), said);
    }

    @Tag("long")
    @Test
    void letters_that_the_locale_does_not_have_are_one_sentence() throws Exception {
        var sentence = failure("LC_ALL=C", "GUESTBOOK_DATA=Gästebuch");
        assertTrue(sentence.contains("GUESTBOOK_DATA has letters that Java cannot read in this locale"), sentence);
    }

    /** Classes that could not be loaded once would never be. */
    @Tag("long")
    @Test
    void too_few_file_descriptors_do_no_lasting_harm() throws Exception {
        try (var guestbook = GuestbookProcess.withDescriptors(160, folder)) {
            var crowd = new ArrayList<Socket>();
            for (var guest = 0; guest < 300; guest++) {
                var socket = new Socket();
                crowd.add(socket);
                socket.connect(
                        new InetSocketAddress("localhost", guestbook.book().getPort()), 2_000);
                say(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n");
            }
            // Those who came first ask for what nobody has asked for yet.
            var questions =
                    List.of("?q=x", "nowhere", "api/v1/entries?limit=0", "api/v1/changes?since=elsewhere:7", "lab");
            for (var question : questions)
                say(
                        crowd.get(questions.indexOf(question)),
                        "X: y\r\n\r\nGET /" + question + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (var question : questions) {
                var answer = crowd.get(questions.indexOf(question)).getInputStream();
                assertEquals('H', answer.read(), question);
            }
            for (var socket : crowd) socket.close();
            eventually(Duration.ofSeconds(30), () -> isAnswered(guestbook), guestbook::errors);
            var book = new HttpBook(guestbook.book());
            assertEquals(200, book.sign("Ada", "after the crowd").statusCode());
            assertEquals(200, book.get("?q=crowd", "Accept", "text/html").statusCode());
            assertEquals(400, book.sign("", "").statusCode());
            assertEquals(404, book.get("nowhere", "Accept", "text/html").statusCode());
            try (var grace = LiveClient.ours(guestbook.book(), "elsewhere:7")) {
                grace.next("Welcome");
                grace.next("Reset");
            }
            assertFalse(guestbook.errors().contains("NoClassDefFoundError"), guestbook::errors);
        }
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isAnswered(GuestbookProcess guestbook) {
        try {
            return new HttpBook(guestbook.book()).get("health/ready").statusCode() == 200;
        } catch (IOException | InterruptedException notYet) {
            return false;
        }
    }

    private static long workFolders(Path data) throws IOException {
        try (var left = Files.list(data)) {
            return left.filter(path -> path.getFileName().toString().startsWith("guestbook-work-"))
                    .count();
        }
    }

    @Test
    void a_book_is_not_reached_by_a_name_that_is_not_its_own() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_HOSTS=book.example")) {
            var port = guestbook.book().getPort();
            assertTrue(answer(port, "/", "evil.example").startsWith("HTTP/1.1 421"));
            assertTrue(answer(port, "/", "book.example:" + port).startsWith("HTTP/1.1 200"));
            assertTrue(answer(port, "/health/ready", "10.0.0.7").startsWith("HTTP/1.1 200"));
        }
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_ADDRESS=127.0.0.1")) {
            var port = guestbook.book().getPort();
            assertTrue(answer(port, "/", "evil.example").startsWith("HTTP/1.1 421"));
            assertTrue(answer(port, "/", "localhost:" + port).startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void what_the_server_itself_refuses_has_our_headers_and_look_and_not_its_name() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var port = guestbook.book().getPort();
            for (var path : new String[] {"/", "/api/v1/entries"}) {
                var refused = answer(port, path, "localhost\r\nCookie: a=" + "x".repeat(60_000));
                assertTrue(refused.startsWith("HTTP/1.1 4"), refused);
                assertTrue(refused.contains("\r\nX-Content-Type-Options: nosniff\r\n"), refused);
                assertTrue(refused.contains("\r\nContent-Security-Policy: default-src 'none'"), refused);
                assertTrue(refused.contains("too many cookies"), refused);
                assertTrue(refused.contains(path.equals("/") ? "<!DOCTYPE html>" : "{\"errors\":["), refused);
                assertFalse(refused.contains("Tomcat") || refused.contains("HTTP Status"), refused);
            }
        }
    }

    @Test
    void cookies_of_others_and_letters_that_nobody_encoded_do_no_harm() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var port = guestbook.book().getPort();
            var page = answer(port, "/", "localhost\r\nCookie: a=" + "x".repeat(32 * 1024));
            assertTrue(page.startsWith("HTTP/1.1 200"), page);
            for (var letters : new String[] {"a|b", "{a}", "[a]", "^a`", "\"a\"", "<a>", "a\\b"}) {
                assertTrue(answer(port, "/?q=" + letters, "localhost").startsWith("HTTP/1.1 200"), letters);
                assertTrue(
                        answer(port, "/api/v1/entries?q=" + letters, "localhost")
                                .startsWith("HTTP/1.1 200"),
                        letters);
            }
        }
    }

    private static String answer(int port, String path, String host) throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void nothing_is_left_beside_the_data_not_even_after_a_kill() throws Exception {
        GuestbookProcess.open(folder).kill();
        assertEquals(1, workFolders(folder.resolve("data")));
        GuestbookProcess.open(folder).stop();
        assertEquals(0, workFolders(folder.resolve("data")));
    }

    private String failure(String... variables) throws Exception {
        return failure(GuestbookProcess.launch(folder, variables));
    }

    private static String failure(GuestbookProcess guestbook) throws Exception {
        assertTrue(guestbook.process().waitFor(60, TimeUnit.SECONDS), "it should have ended");
        assertEquals(1, guestbook.process().exitValue());
        assertEquals(1, guestbook.errors().lines().count(), guestbook.errors());
        assertEquals("", guestbook.output());
        return guestbook.errors();
    }
}
