package guestbook.lab;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import guestbook.HttpBook;
import guestbook.RawSocket;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the lecture's demos do, whatever server they run in. */
public interface LabContract {
    /** A page that is not the book's own. */
    String ELSEWHERE = "Origin: https://lecture.example";

    /** Where the book is open, with a slash at the end. */
    URI book();

    @Test
    default void the_time_comes_each_second_from_the_first_message_on() throws Exception {
        try (var page = new RawSocket(book(), "ws", "", 0, ELSEWHERE)) {
            page.text("start");
            var begin = System.nanoTime();
            var times = new ArrayList<Instant>();
            for (var tick = 0; tick < 4; tick++)
                times.add(Instant.parse(next(page).path("now").asText()));
            var took = Duration.ofNanos(System.nanoTime() - begin);

            assertTrue(took.toMillis() > 2_500, took::toString);
            assertTrue(Duration.between(times.get(0), times.get(3)).toSeconds() >= 2, times::toString);
        }
    }

    @Test
    default void the_time_comes_as_an_event_stream_too_to_every_origin() throws Exception {
        var request = HttpRequest.newBuilder(book().resolve("sse")).header("Origin", "https://lecture.example");
        var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream"));
        assertEquals(
                "*",
                response.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var events = CompletableFuture.supplyAsync(() -> lines.lines()
                    .filter(line -> line.startsWith("data: "))
                    .limit(3)
                    .toList());
            for (var event : events.get(15, TimeUnit.SECONDS))
                Instant.parse(new ObjectMapper()
                        .readTree(event.substring(6))
                        .path("now")
                        .asText());
        }
    }

    @Test
    default void what_one_says_in_the_chat_everybody_there_gets() throws Exception {
        try (var ada = new RawSocket(book(), "socket", "", 0, ELSEWHERE);
                var grace = new RawSocket(book(), "socket", "", 0)) {
            ada.text("{\"clientArray\":[\"hello\",\"from\",\"client\"]}");
            assertEquals(
                    "[\"hello\",\"from\",\"server\"]",
                    next(ada).path("serverArray").toString());
            grace.text("{\"username\":\"Grace\",\"message\":\"Hello <b>Ada</b> 😀\"}");
            for (var visitor : new RawSocket[] {ada, grace}) {
                var heard = next(visitor);
                assertEquals("Grace", heard.path("username").asText());
                assertEquals("Hello <b>Ada</b> 😀", heard.path("message").asText());
            }
        }
    }

    @Test
    default void a_message_that_is_none_is_answered_to_its_sender_alone() throws Exception {
        try (var ada = new RawSocket(book(), "socket", "", 0);
                var grace = new RawSocket(book(), "socket", "", 0)) {
            for (var wrong : new String[] {"hello", "{\"username\":7}", "[]", "{}"})
                for (var sender : new RawSocket[] {ada, grace}) { // and so both are there, not only their handshakes
                    sender.text(wrong);
                    assertEquals(
                            "not_a_message", next(sender).at("/errors/0/code").asText(), wrong);
                }
            ada.text("{\"username\":\"Ada\",\"message\":\"at last\"}");
            assertEquals("at last", next(grace).path("message").asText());
            ada.text("x".repeat(2_001));
            next(ada);
            assertEquals(1009, ada.closeCode());
        }
    }

    /** The tests' servers believe everybody, as if all were their proxies. */
    @Test
    default void a_proxy_says_for_whom_it_asks() throws Exception {
        var http = new HttpBook(book());
        var seen = json(http.get("lab/connection", "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "https"));
        assertEquals("203.0.113.7", seen.path("address").asText());
        assertTrue(seen.path("secure").asBoolean());
        assertFalse(json(http.get("lab/connection")).path("secure").asBoolean());
        assertTrue(http.get("lab/").headers().firstValue("Location").orElse("").endsWith("/lab"));
        try (var reader = new RawSocket(book(), "ws/live-updates", "guestbook.v1", 0, "X-Forwarded-For: 203.0.113.7")) {
            assertEquals("Welcome", next(reader).path("type").asText());
        }
    }

    @Test
    default void the_server_knocks_at_its_own_door_and_tells_both_sides() throws Exception {
        var http = new HttpBook(book());
        var refused = json(http.get("lab/handshake?origin=https://elsewhere.example"));
        assertTrue(
                refused.path("request").asText().contains("\r\nOrigin: https://elsewhere.example\r\n"),
                refused::toString);
        assertTrue(refused.path("response").asText().startsWith("HTTP/1.1 403"), refused::toString);
        var opened = json(http.get("lab/handshake?key=dGhlIHNhbXBsZSBub25jZQ%3D%3D"));
        assertTrue(opened.path("response").asText().startsWith("HTTP/1.1 101"), opened::toString);
        assertTrue(opened.path("response").asText().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), opened::toString);
        var told = json(http.get("lab/handshake", "Cookie", "session=secret"));
        assertFalse(told.path("request").asText().contains("secret"), told::toString);
        assertEquals(403, http.get("lab/handshake", ELSEWHERE.split(": ")).statusCode(), "a page of elsewhere");
        assertEquals(400, http.get("lab/handshake?key=x%0D%0AX:y").statusCode());
        assertEquals(400, http.get("lab/handshake?origin=x%0D%0AX:y").statusCode());
    }

    @Test
    default void a_wrong_accept_is_sent_to_whoever_wants_to_see_it() throws Exception {
        try (var client = new RawSocket(book(), "lab/wrong-accept", "", 0)) {
            assertTrue(client.response().startsWith("HTTP/1.1 101"), client::response);
            assertFalse(client.response().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), client::response);
        }
    }

    @Test
    default void a_client_is_told_the_handshake_that_it_has_made() throws Exception {
        try (var client = new RawSocket(
                book(),
                "lab/mirror",
                "",
                0,
                "Cookie: session=secret",
                "Authorization: Basic c2VjcmV0",
                "X-User: ada")) {
            var headers = next(client).path("headers").toString().toLowerCase(Locale.ROOT);
            assertTrue(headers.contains("[\"upgrade\",\"websocket\"]"), headers);
            assertTrue(headers.contains("\"dghlihnhbxbszsbub25jzq==\""), headers);
            for (var secret : new String[] {"cookie", "authorization", "x-user"})
                assertFalse(headers.contains(secret), headers);
        }
    }

    @Test
    default void a_foreign_page_is_told_nothing_of_the_handshake_that_its_visitor_has_made() throws Exception {
        try (var client = new RawSocket(book(), "lab/mirror", "", 0, ELSEWHERE)) {
            assertEquals(1008, client.closeCode());
        }
        var seen = json(new HttpBook(book()).get("lab/connection", "Cookie", "session=secret", "X-User", "ada"));
        assertFalse(seen.toString().toLowerCase(Locale.ROOT).contains("cookie"), seen::toString);
        assertFalse(seen.toString().toLowerCase(Locale.ROOT).contains("x-user"), seen::toString);
    }

    @Test
    default void nobody_is_told_the_handshake_of_somebody_else() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var clients = new ArrayList<Future<Void>>();
            for (var number = 0; number < 80; number++) {
                var mine = "mine-" + number;
                clients.add(threads.submit(() -> {
                    try (var client = new RawSocket(book(), "lab/mirror", mine, 0)) {
                        var headers = next(client).path("headers").toString();
                        assertTrue(headers.contains("\"" + mine + "\""), () -> mine + " was told " + headers);
                    }
                    return null;
                }));
            }
            for (var client : clients) client.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void a_foreign_page_cannot_make_the_lab_sign() throws Exception {
        var refused =
                new HttpBook(book()).post("lab/four-ways", "text/plain", "", "Origin", "https://elsewhere.example");
        assertEquals(403, refused.statusCode());
        for (var wrong :
                List.of("entries=21", "entries=", "period=0", "period=0.25", "period=11", "idle=61", "idle=-1"))
            assertEquals(
                    400,
                    new HttpBook(book())
                            .post("lab/four-ways?" + wrong, "text/plain", "")
                            .statusCode(),
                    wrong);
    }

    @Test
    default void four_ways_hear_of_every_entry() throws Exception {
        var lines = new HttpBook(book())
                .post("lab/four-ways?entries=2", "text/plain", "")
                .body()
                .strip()
                .split("\n");
        var last = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertTrue(last.path("done").asBoolean(), last::toString);
        assertEquals(4, last.path("ways").size());
        assertEquals(2, last.path("signed").asInt(), last::toString);
        for (var way : last.path("ways"))
            assertEquals(last.path("signed").asInt(), way.path("heard").asInt(), last::toString);
    }

    private static JsonNode next(RawSocket socket) throws Exception {
        return new ObjectMapper().readTree(socket.next().orElseThrow().payload());
    }
}
