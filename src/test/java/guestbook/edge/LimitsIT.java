package guestbook.edge;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.RawSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever wants too much is told how long to wait; whoever comes too late, when to come back. */
@Execution(ExecutionMode.CONCURRENT) // each test has a process of its own, and mostly waits for it
class LimitsIT {
    private static final int TRY_AGAIN_LATER = 1013;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LET_GO_WITHIN = Duration.ofSeconds(45);
    private static final String EVES_ADDRESS = "127.0.0.2";
    private static final String HANDSHAKE = "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: guestbook.v1\r\n";
    private static final int RACERS = 16;
    private static final Duration RACE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void a_guest_at_one_connection_signs_twenty_times_and_then_waits() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on");
                var eve = LiveClient.ours(guestbook.book())) {
            for (var number = 0; number < 20; number++) {
                eve.sign(UUID.randomUUID().toString(), "Eve", "again " + number);
                eve.await("Signed");
            }
            var key = UUID.randomUUID().toString();
            eve.sign(key, "Eve", "and again");
            var rejected = eve.await("Rejected");
            assertEquals(key, rejected.path("key").asText());
            assertEquals("too_many", rejected.at("/errors/0/code").asText());
            assertTrue(rejected.at("/errors/0/retryAfter").asInt() >= 1, rejected::toString);
        }
    }

    @Test
    void a_party_at_one_address_signs_three_hundred_times_and_then_waits() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on")) {
            var http = new HttpBook(guestbook.book());
            for (var guest = 0; guest < 300; guest++)
                assertEquals(
                        200,
                        http.signFrom(http.device(), "Guest " + guest, "Congratulations")
                                .statusCode());
            var answer = http.signFrom(http.device(), "Eve", "one too many");
            for (var more = 0; more < 200 && answer.statusCode() == 200; more++)
                answer = http.signFrom(http.device(), "Eve", "more");
            assertEquals(429, answer.statusCode());
            assertEquals("too_many", json(answer).at("/errors/0/code").asText());
            assertTrue(
                    Integer.parseInt(answer.headers().firstValue("Retry-After").orElse("0")) >= 1);
            assertEquals(200, http.get("api/v1/entries").statusCode(), "and goes on reading");
        }
    }

    @Test
    void a_script_that_brings_no_token_or_makes_its_own_gets_no_further_than_strangers_do() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on")) {
            var http = new HttpBook(guestbook.book());
            var ours = http.device();
            var signed = 0;
            for (var number = 0; number < 90; number++) {
                var invented = List.of(
                        "",
                        "x".repeat(43),
                        ours.substring(1) + "A",
                        UUID.randomUUID().toString());
                var answer = http.signFrom(invented.get(number % invented.size()), "Eve", "again " + number);
                if (answer.statusCode() == 200) signed++;
                else assertEquals(429, answer.statusCode());
            }
            assertTrue(signed >= 60 && signed < 80, signed + " entries");
            assertEquals(200, http.signFrom(ours, "Ada", "I am here as well").statusCode());
        }
    }

    @Tag("long")
    @Test
    void one_device_that_floods_waits_and_signs_five_times_in_the_next_minute() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on")) {
            var http = new HttpBook(guestbook.book());
            var device = http.device();
            var statuses = new ArrayList<Integer>();
            for (var number = 0; number < 20; number++)
                statuses.add(http.signFrom(device, "Eve", "again " + number).statusCode());
            assertEquals(List.of(200, 200, 200, 429), statuses.subList(0, 4));
            assertEquals(200, http.signFrom(http.device(), "Ada", "not I").statusCode());
            var begin = System.nanoTime();
            for (var signed = 0; signed < 5; ) {
                var answer = http.signFrom(device, "Eve", "slowly " + signed);
                if (answer.statusCode() == 200) signed++;
                else
                    TimeUnit.SECONDS.sleep(
                            answer.headers().firstValueAsLong("Retry-After").orElseThrow());
            }
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(62), "the fifth within a minute");
        }
    }

    @Test
    void when_all_places_are_taken_the_next_reader_is_asked_to_come_back() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_READERS=3")) {
            var http = new HttpBook(guestbook.book());
            var readers = new ArrayList<RawSocket>();
            for (var reader = 0; reader < 3; reader++) readers.add(new RawSocket(guestbook.book(), "guestbook.v1", 0));
            eventually(
                    PATIENCE,
                    () -> json(http.get("health/ready")).path("readers").asInt() == 3,
                    () -> "a place is taken when the socket opens, which is after its handshake was answered");
            try (var late = new RawSocket(guestbook.book(), "guestbook.v1", 0)) {
                assertEquals(TRY_AGAIN_LATER, late.closeCode());
            }
            for (var path : new String[] {"api/v1/events", "api/v1/changes?wait=20"}) {
                var refused = http.get(path);
                assertEquals(503, refused.statusCode(), path);
                assertTrue(refused.headers().firstValue("Retry-After").isPresent(), path);
                assertEquals("busy", json(refused).at("/errors/0/code").asText(), path);
            }
            assertEquals(200, http.get("api/v1/changes").statusCode(), "who does not wait takes no place");
            for (var reader : readers) reader.close();
            eventually(
                    PATIENCE,
                    () -> json(http.get("health/ready")).path("readers").asInt() == 0,
                    () -> "their places are free again");
            assertEquals(200, http.get("api/v1/changes?wait=1").statusCode());
        }
    }

    @Tag("long")
    @Test
    void whoever_loses_the_race_for_the_last_place_is_answered_all_the_same() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_READERS=4")) {
            var http = new HttpBook(guestbook.book());
            var ends = System.nanoTime() + RACE.toNanos();
            var racers = new ArrayList<Future<Integer>>();
            var threads = Executors.newFixedThreadPool(RACERS);
            for (var racer = 0; racer < RACERS; racer++)
                racers.add(threads.submit(() -> {
                    var newest = json(http.get("api/v1/changes"));
                    var answered = 0;
                    while (System.nanoTime() < ends) {
                        var cursor = newest.path("epoch").asText() + ":" + newest.path("to");
                        var answer = http.get("api/v1/changes?wait=1&since=" + cursor);
                        if (answer.statusCode() == 503) continue;
                        newest = json(answer);
                        answered++;
                        assertEquals("Changes", newest.path("type").asText(), () -> answer.headers() + answer.body());
                    }
                    return answered;
                }));
            threads.shutdown();
            while (System.nanoTime() < ends)
                assertEquals(200, http.sign("Ada", "to wake them").statusCode());
            for (var racer : racers)
                assertTrue(racer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS) > 0, "was never answered");
        }
    }

    @Test
    void one_who_floods_the_chat_is_told_to_wait_and_others_are_spared() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on");
                var eve = new RawSocket(guestbook.book(), "socket", "", 0);
                var grace = new RawSocket(guestbook.book(), "socket", "", 0)) {
            grace.text("{\"username\":\"Grace\",\"message\":\"here\"}");
            assertTrue(grace.next().orElseThrow().payload().contains("here"));
            var begin = System.nanoTime();
            for (var number = 0; number < 300; number++) eve.text("{\"username\":\"Eve\",\"message\":\"again\"}");
            var told = eve.next().orElseThrow().payload();
            while (!told.contains("too_many")) told = eve.next().orElseThrow().payload();
            var heard = 0;
            while (grace.hasNext(Duration.ofSeconds(1)))
                if (grace.next().orElseThrow().payload().contains("again")) heard++;
            var seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
            assertTrue(heard >= 20 && heard <= 30 + 10 * seconds, "Grace has heard " + heard);
        }
    }

    @Test
    void whoever_opens_connections_without_end_is_stopped_and_others_are_not() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_READERS_BY_ADDRESS=5")) {
            var idle = new ArrayList<Socket>();
            for (var number = 0; number < 5; number++) idle.add(RawSocket.connected(guestbook.book(), 0, EVES_ADDRESS));
            assertFalse(isAnswered(guestbook.book()), "the sixth is closed at once");
            assertEquals(200, new HttpBook(guestbook.book()).get("").statusCode());
            for (var connection : idle) connection.close();
            eventually(PATIENCE, () -> isAnswered(guestbook.book()), () -> "there is room again");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: websocket", "Upgrade: websocket, x", "Upgrade: x\r\nUpgrade: websocket"})
    void a_handshake_that_is_written_unusually_counts_like_any_other(String upgrade) throws Exception {
        // With a proxy that is believed only readers are counted by address, not connections.
        try (var guestbook =
                GuestbookProcess.open(folder, "GUESTBOOK_READERS_BY_ADDRESS=2", "GUESTBOOK_PROXIES=192.0.2.77")) {
            var sockets = new ArrayList<Socket>();
            var firstFrames = new ArrayList<Integer>();
            for (var number = 0; number < 3; number++) {
                var socket = RawSocket.connected(guestbook.book(), 0, "");
                socket.setSoTimeout((int) PATIENCE.toMillis());
                sockets.add(socket);
                ask(socket, guestbook.book(), "ws/live-updates", upgrade + "\r\n" + HANDSHAKE);
                firstFrames.add(firstFrame(socket.getInputStream()));
            }
            for (var socket : sockets) socket.close();
            assertEquals(List.of(RawSocket.TEXT, RawSocket.TEXT, RawSocket.CLOSE), firstFrames);
        }
    }

    /** The opcode of the first frame after the handshake's answer (RFC 6455 §5.2). */
    private static int firstFrame(InputStream in) throws IOException {
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            assertTrue(next >= 0, () -> "closed after " + answer);
            answer.append((char) next);
        }
        assertTrue(answer.toString().startsWith("HTTP/1.1 101"), answer::toString);
        return in.read() & 0xF;
    }

    /** The server would keep all of it as long as the connection lasts. */
    @Test
    void a_handshake_that_says_much_is_refused() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var much = "a&".repeat(300);
            for (var path : List.of(
                    "ws/live-updates?since=" + much, "ws/live-updates;x=" + much, "ws?" + much, "echo;x=" + much))
                assertEquals("HTTP/1.1 414", handshake(guestbook.book(), path, ""), path);
            var long_ = "x".repeat(1_000);
            for (var header : List.of("Sec-Fetch-Site: " + long_, "X-Forwarded-Proto: ,\r\n".repeat(60)))
                for (var path : List.of("ws/live-updates", "ws", "lab/mirror"))
                    assertEquals("HTTP/1.1 431", handshake(guestbook.book(), path, header.strip() + "\r\n"), header);
            assertEquals(
                    "HTTP/1.1 431", handshake(guestbook.book(), "ws", "Sec-WebSocket-Extensions: " + long_ + "\r\n"));
            var cookies = "Cookie: " + "x".repeat(8_000) + "\r\n"; // which nobody keeps
            for (var path : List.of("ws/live-updates", "ws"))
                assertEquals("HTTP/1.1 101", handshake(guestbook.book(), path, cookies), path);
        }
    }

    private static String handshake(URI book, String path, String headers) throws IOException {
        try (var socket = RawSocket.connected(book, 0, "")) {
            ask(socket, book, path, "Upgrade: websocket\r\n" + HANDSHAKE + headers);
            return status(socket);
        }
    }

    private static String status(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    /** Who answers for long would hold it meanwhile. */
    @Test
    void a_question_with_a_body_is_refused_without_waiting_for_it() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            for (var header : List.of("Content-Length: 60000", "Transfer-Encoding: chunked"))
                try (var eve = RawSocket.connected(guestbook.book(), 0, "")) {
                    ask(eve, guestbook.book(), "api/v1/events", header + "\r\n");
                    assertEquals("HTTP/1.1 400", status(eve));
                    while (eve.getInputStream().read() >= 0) {
                        // to the end, which comes at once
                    }
                }
        }
    }

    @Test
    void where_many_bodies_do_not_end_a_guest_still_signs() throws Exception {
        try (var guestbook = GuestbookProcess.open(List.of("-Xmx96m"), folder)) {
            var uploads = new ArrayList<Socket>();
            for (var upload = 0; upload < 120; upload++) {
                var socket = RawSocket.connected(guestbook.book(), 0, EVES_ADDRESS);
                var head = "POST " + guestbook.book().getPath() + "api/v1/entries HTTP/1.1\r\nHost: "
                        + guestbook.book().getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 65000\r\n\r\n";
                socket.getOutputStream().write((head + " ".repeat(64_000)).getBytes(StandardCharsets.US_ASCII));
                uploads.add(socket);
            }
            eventually(
                    PATIENCE,
                    () -> {
                        for (var socket : uploads) if (socket.getInputStream().available() > 0) return true;
                        return false;
                    },
                    () -> "none of them is refused, so there is no crowd");
            var answer = new HttpBook(guestbook.book()).sign("Ada", "わ".repeat(2_000));
            assertEquals(200, answer.statusCode(), answer::body);
            for (var socket : uploads) socket.close();
        }
    }

    /** Without a script, the words that the book does not take are answered with the whole page. */
    @Tag("long")
    @Test
    void where_many_do_not_take_the_page_that_answers_a_refused_form_the_next_are_asked_to_come_back()
            throws Exception {
        try (var guestbook = GuestbookProcess.open(
                List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError"), folder, "GUESTBOOK_LIMITS=off")) {
            var http = new HttpBook(guestbook.book());
            for (var number = 0; number < 20; number++)
                http.sign("Ada", "=".repeat(2_000)); // six times as long in HTML
            var key = UUID.randomUUID();
            var form = "name=Eve&text=%s&key=" + key;
            post(guestbook.book(), form.formatted("first")).close();
            eventually(PATIENCE, () -> json(http.get("api/v1/entries")).size() == 21, () -> "the first is signed");
            var sockets = new ArrayList<Socket>();
            for (var number = 0; number < 140; number++) sockets.add(post(guestbook.book(), form.formatted("other")));
            var answers = new ArrayList<String>();
            for (var socket : sockets) answers.add(status(socket));
            for (var socket : sockets) socket.close();
            assertEquals(Set.of("HTTP/1.1 409", "HTTP/1.1 503"), Set.copyOf(answers));
            eventually(
                    PATIENCE,
                    () -> {
                        try (var later = post(guestbook.book(), form.formatted("other"))) {
                            return status(later).equals("HTTP/1.1 409");
                        }
                    },
                    () -> "there is room again");
        }
    }

    private static Socket post(URI book, String form) throws IOException {
        var socket = RawSocket.connected(book, 4 * 1024, "");
        var head = "POST " + book.getPath() + "api/v1/entries HTTP/1.1\r\nHost: " + book.getAuthority()
                + "\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + form).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Tag("long")
    @Test
    void a_reader_over_http_who_talks_without_end_is_let_go() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var eve = RawSocket.connected(guestbook.book(), 0, EVES_ADDRESS)) {
            ask(eve, guestbook.book(), "api/v1/events");
            var talk = new byte[1024];
            assertThrows(SocketException.class, () -> {
                for (var kilobytes = 0; kilobytes < 64 * 1024; kilobytes++)
                    eve.getOutputStream().write(talk);
            });
        }
    }

    @Test
    void whoever_sends_nonsense_is_told_to_wait_like_any_other() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on");
                var eve = LiveClient.ours(guestbook.book())) {
            for (var nonsense : List.of("nonsense", "{\"type\":\"Sign\",\"key\":\"no uuid\"}")) {
                var codes = new HashSet<String>();
                for (var number = 0; number < 200 && !codes.contains("too_many"); number++) {
                    eve.send(nonsense);
                    codes.add(eve.await("Rejected").at("/errors/0/code").asText());
                }
                assertTrue(codes.contains("too_many"), codes::toString);
            }
        }
    }

    @Tag("long")
    @Test
    void connections_that_have_ended_are_not_counted() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_READERS_BY_ADDRESS=5")) {
            for (var number = 0; number < 100; number++)
                try (var socket = RawSocket.connected(guestbook.book(), 0, EVES_ADDRESS)) {
                    ask(socket, guestbook.book(), "health/live", "Connection: close\r\n");
                    var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertTrue(answer.startsWith("HTTP/1.1 200"), () -> "closed without an answer: " + answer);
                }
        }
    }

    @Test
    void whoever_does_not_take_an_answer_is_let_go() throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            try (var deaf = RawSocket.connected(guestbook.book(), 4 * 1024, EVES_ADDRESS)) {
                ask(deaf, guestbook.book(), "swagger-ui/swagger-ui-bundle.js");
                assertEquals('H', deaf.getInputStream().read());
                assertTrue(isOpenAtTheOtherEnd(deaf));
                eventually(LET_GO_WITHIN, () -> !isOpenAtTheOtherEnd(deaf), () -> "its connection stays open");
            }
        }
    }

    /** Whether the server has not closed it, of which the client hears nothing while its window is full. */
    private static boolean isOpenAtTheOtherEnd(Socket socket) throws IOException {
        var established = Pattern.compile(":[0-9A-F]{4} [0-9A-F]+:%04X 01 ".formatted(socket.getLocalPort()));
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6"))
            if (established.matcher(Files.readString(Path.of(table))).find()) return true;
        return false;
    }

    private static boolean isAnswered(URI book) throws IOException {
        try (var socket = RawSocket.connected(book, 0, EVES_ADDRESS)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ask(socket, book, "health/live");
            return socket.getInputStream().read() == 'H';
        } catch (SocketException reset) {
            return false;
        }
    }

    private static void ask(Socket socket, URI book, String path, String... headers) throws IOException {
        var request = "GET " + book.getPath() + path + " HTTP/1.1\r\nHost: " + book.getAuthority() + "\r\n"
                + String.join("", headers) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }
}
