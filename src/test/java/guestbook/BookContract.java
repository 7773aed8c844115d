package guestbook;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.websocket.DeploymentException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the book promises to its clients, whatever server it runs in. Other tests may have signed before. */
public abstract class BookContract extends LiveContract {
    private HttpBook http() {
        return new HttpBook(book());
    }

    @Test
    public void a_client_of_the_lecture_gets_one_frame_for_each_change_and_nothing_before() throws Exception {
        try (var lecture = LiveClient.lecture(book())) {
            var first = json(http().sign("Ada", "one"));
            var second = json(http().sign("Ada", "two"));
            http().delete(
                            "api/v1/entries/" + first.path("id"),
                            "Authorization",
                            "Bearer " + first.path("receipt").asText());

            assertEquals(first.path("id"), lecture.next("EntryCreated").at("/createdEntry/id"));
            assertEquals(second.path("id"), lecture.next("EntryCreated").at("/createdEntry/id"));
            assertEquals(first.path("id"), lecture.next("EntryDeleted").path("deletedEntryId"));
        }
    }

    @Test
    public void the_same_key_signs_once_and_every_receipt_given_for_it_is_good() throws Exception {
        var key = UUID.randomUUID();
        var once = json(http().sign(key, "Ada", "only once"));
        var again = json(http().sign(key, "Ada", "only once"));
        assertEquals(once.path("id"), again.path("id"));
        assertEquals(once.path("revision"), again.path("revision"));
        assertNotEquals(once.path("receipt"), again.path("receipt"));
        assertEquals(
                200, withdraw(once.path("id").asLong(), once.path("receipt").asText()));
        assertEquals(410, http().sign(key, "Ada", "only once").statusCode(), "withdrawn stays withdrawn");
    }

    @Test
    public void only_the_signers_receipt_withdraws_an_entry() throws Exception {
        var adas = json(http().sign("Ada", "mine"));
        var graces = json(http().sign("Grace", "also mine"));
        assertEquals(
                403, withdraw(adas.path("id").asLong(), graces.path("receipt").asText()));
        assertEquals(403, http().delete("api/v1/entries/" + adas.path("id")).statusCode());
        assertEquals(
                200, withdraw(adas.path("id").asLong(), adas.path("receipt").asText()));
        assertEquals(
                404, withdraw(adas.path("id").asLong(), adas.path("receipt").asText()));
        assertFalse(entries("").toString().contains("\"mine\""));
    }

    @Test
    public void every_transport_resumes_at_the_same_cursor() throws Exception {
        var cursor = cursor();
        var signed = json(http().sign("Ada", "while you were away"));

        var polled = json(http().get("api/v1/changes?since=" + cursor));
        assertEquals(signed.path("id"), polled.at("/changes/0/createdEntry/id"));
        assertEquals(1, polled.path("changes").size());

        try (var socket = LiveClient.ours(book(), cursor)) {
            socket.next("Welcome");
            assertEquals(polled, socket.next("Changes"));
        }
        try (var events = new EventReader(book(), cursor)) {
            assertEquals("Welcome", events.next().path("type").asText());
            assertEquals(polled, events.next());
        }
    }

    @Test
    public void a_head_is_answered_at_once_with_headers_alone() throws Exception {
        var paths = List.of(
                "",
                "?q=a",
                "lab",
                "swagger.html",
                "openapi.yaml",
                "asyncapi.yaml",
                "api/v1/entries",
                "api/v1/changes?wait=20",
                "api/v1/events",
                "sse",
                "health/live",
                "health/ready",
                "metrics");
        for (var path : paths) {
            var asked = System.nanoTime();
            var answer = http().send(http().request(path).method("HEAD", BodyPublishers.noBody()));
            assertEquals(200, answer.statusCode(), path);
            assertEquals("", answer.body(), path);
            assertTrue(System.nanoTime() - asked < TimeUnit.SECONDS.toNanos(5), path);
        }
    }

    @Test
    public void nobody_owns_or_moderates_the_book_without_the_code() throws Exception {
        for (var path : List.of("settings", "settings/passes", "moderate")) {
            var led = http().get(path);
            assertEquals(303, led.statusCode(), path);
            assertTrue(led.headers().firstValue("Location").orElse("").endsWith("login"), path);
        }
        assertEquals(200, http().get("setup").statusCode());
        var form = "application/x-www-form-urlencoded";
        var own = http().post("setup", form, "code=AAAA-AAAA-AAAA&password=correct+horse");
        assertEquals(403, own.statusCode(), own::body);
        assertTrue(own.body().contains("This is not the code."), own::body);
        assertEquals(Optional.empty(), own.headers().firstValue("Set-Cookie"));
        assertEquals(303, http().post("moderate", form, "hide=1").statusCode());
        assertEquals(
                303, http().post("settings/moderation", form, "moderation=all").statusCode());
    }

    @Test
    public void a_refused_method_is_named_and_the_others_are_told() throws Exception {
        var refused = Map.of(
                "PUT ", "GET, HEAD",
                "DELETE swagger.html", "GET, HEAD",
                "POST openapi.yaml", "GET, HEAD",
                "PUT api/v1/entries", "GET, HEAD, POST, DELETE",
                "POST api/v1/changes", "GET, HEAD",
                "DELETE api/v1/events", "GET, HEAD",
                "PUT health/live", "GET, HEAD",
                "POST metrics", "GET, HEAD",
                "GET lab/four-ways", "POST");
        for (var one : refused.keySet()) {
            var method = one.split(" ", -1)[0];
            var answer = http().send(
                            http().request(one.substring(method.length() + 1)).method(method, BodyPublishers.noBody()));
            assertEquals(405, answer.statusCode(), one);
            assertEquals(refused.get(one), answer.headers().firstValue("Allow").orElse(""), one);
            assertEquals(
                    "This address does not take " + method + ".",
                    json(answer).at("/errors/0/msg").asText(),
                    one);
        }
        var odd = http().send(http().request("").method("PROPFIND", BodyPublishers.noBody()));
        assertTrue(odd.body().contains("does not take PROPFIND"), odd::body);
        var german = http().send(http().request("swagger.html", "Accept", "text/html", "Accept-Language", "de")
                .DELETE());
        assertTrue(german.body().contains("Diese Adresse nimmt DELETE nicht an."), german::body);
    }

    @Test
    public void server_sent_events_arrive_as_they_happen() throws Exception {
        try (var events = new EventReader(book(), cursor())) {
            var asked = System.nanoTime();
            assertEquals("Welcome", events.next().path("type").asText());
            assertTrue(
                    System.nanoTime() - asked < TimeUnit.SECONDS.toNanos(3), "and not when something else is written");
            for (var text : List.of("one", "two", "three")) {
                var signed = json(http().sign("Ada", text));
                assertEquals(signed.path("id"), events.next().at("/changes/0/createdEntry/id"));
            }
        }
    }

    @Test
    public void a_long_poll_waits_for_the_next_entry() throws Exception {
        var cursor = cursor();
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return json(http().get("api/v1/changes?wait=30&since=" + cursor));
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        var signed = json(http().sign("Ada", "the wait is over"));
        assertEquals(signed.path("id"), waiting.get(20, TimeUnit.SECONDS).at("/changes/0/createdEntry/id"));
    }

    @Test
    public void a_long_poll_without_news_ends_where_it_began() throws Exception {
        var cursor = cursor();
        var answer = json(http().get("api/v1/changes?wait=1&since=" + cursor));
        assertEquals(
                cursor, answer.path("epoch").asText() + ":" + answer.path("to").asLong());
        assertEquals(0, answer.path("changes").size());
    }

    @Test
    public void a_cursor_of_another_book_means_reset() throws Exception {
        assertTrue(json(http().get("api/v1/changes?since=otherbook:1"))
                .path("reset")
                .asBoolean());
        assertTrue(json(http().get("api/v1/changes?since=" + cursor().replaceFirst(":.*", ":999999999")))
                .path("reset")
                .asBoolean());
    }

    @Test
    public void what_cannot_be_signed_is_rejected_with_every_reason() throws Exception {
        var rejected = http().sign(" ", "x".repeat(2_001));
        assertEquals(400, rejected.statusCode());
        assertEquals("required", json(rejected).at("/errors/0/code").asText());
        assertEquals("too_long", json(rejected).at("/errors/1/code").asText());
    }

    @Test
    public void a_proxy_that_ends_tls_is_believed_however_it_writes_it() throws Exception {
        var insecure = "http://" + book().getAuthority();
        for (var told : List.of("https", "HTTPS", "https, http"))
            assertEquals(
                    403,
                    http().post(
                                    "api/v1/entries",
                                    "application/json",
                                    "{}",
                                    "Origin",
                                    insecure,
                                    "X-Forwarded-Proto",
                                    told)
                            .statusCode(),
                    told);
        assertEquals(
                400,
                http().post("api/v1/entries", "application/json", "{}", "Origin", insecure, "X-Forwarded-Proto", "http")
                        .statusCode(),
                "admitted, and nothing in it");
    }

    @Test
    public void a_foreign_page_may_neither_connect_nor_sign() throws Exception {
        var foreign = Map.of("Origin", List.of("https://elsewhere.example"));
        var refused = assertThrows(DeploymentException.class, () -> LiveClient.connect(book(), "", foreign));
        assertTrue(refused.getCause().toString().contains("403"), refused::toString);
        var signed = http().post(
                        "api/v1/entries",
                        "application/json",
                        "{\"name\":\"Eve\",\"text\":\"spam\"}",
                        "Origin",
                        "https://elsewhere.example");
        assertEquals(403, signed.statusCode());
    }

    @Test
    public void pages_of_entries_lead_from_the_newest_to_the_first() throws Exception {
        for (var number = 0; number < 7; number++) http().sign("Ada", "page " + number);
        var newest = http().get("api/v1/entries?limit=3");
        assertEquals(3, json(newest).size());
        assertTrue(json(newest).at("/0/id").asLong() < json(newest).at("/2/id").asLong(), "oldest first");
        var link = newest.headers().firstValue("Link").orElseThrow();
        assertTrue(link.endsWith("rel=\"next\""), link);
        var older = http().get("api/v1/" + link.replaceFirst("<(.*)>.*", "$1"));
        assertEquals(3, json(older).size());
        assertTrue(json(older).at("/2/id").asLong() < json(newest).at("/0/id").asLong());
        assertEquals(400, http().get("api/v1/entries?limit=1001").statusCode());
        assertEquals(400, http().get("api/v1/entries?limit=none").statusCode());
        assertEquals(400, http().get("api/v1/entries?before=0").statusCode());
    }

    @Test
    public void a_search_finds_entries_by_name_and_text_and_leads_further_back() throws Exception {
        var mark = "mark" + System.nanoTime();
        for (var text : List.of("Été un", "Été deux", "Été trois")) http().sign("Zoë " + mark, text);
        var newest = http().get("api/v1/entries?limit=2&q=" + mark + "+ete");
        assertEquals(List.of("Été deux", "Été trois"), json(newest).findValuesAsText("text"));
        var link = newest.headers().firstValue("Link").orElseThrow();
        var older = http().get("api/v1/" + link.replaceFirst("<(.*)>.*", "$1"));
        assertEquals(List.of("Été un"), json(older).findValuesAsText("text"));
        assertEquals(0, json(http().get("api/v1/entries?q=" + mark + "+winter")).size());
        assertEquals(200, http().get("api/v1/entries?q=" + "x".repeat(100)).statusCode());
        var tooLong = http().get("api/v1/entries?q=" + "x".repeat(101));
        assertEquals(400, tooLong.statusCode());
        assertEquals("q", json(tooLong).at("/errors/0/field").asText());

        var page = http().get("?q=" + mark + "+DEUX", "Accept", "text/html").body();
        assertTrue(page.contains("<title>" + mark + " DEUX · Guestbook</title>"), page);
        assertTrue(page.contains(">Été deux</p>"), page);
        assertFalse(page.contains(">Été trois</p>"), page);
        assertEquals(
                400, http().get("?q=" + "x".repeat(101), "Accept", "text/html").statusCode());
    }

    @Test
    public void the_page_holds_the_newest_entries_and_its_files_are_compressed_and_kept() throws Exception {
        http().sign("Ada", "<b>bold & \"quoted\"</b>");
        var page = http().get("", "Accept", "text/html", "Accept-Language", "de-AT,en;q=0.5");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<html lang=\"de\">"));
        assertTrue(page.body().contains("&lt;b&gt;bold &amp; &quot;quoted&quot;"), page.body());
        var policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertFalse(policy.contains("unsafe"), policy);

        var script = page.body().replaceFirst("(?s).*src=\"([^\"]+/js/app.js)\".*", "$1");
        assertTrue(script.startsWith("./"), script);
        var loaded = http().get(script, "Accept-Encoding", "gzip");
        assertEquals(200, loaded.statusCode());
        assertEquals("gzip", loaded.headers().firstValue("Content-Encoding").orElse(""));
        assertTrue(loaded.headers().firstValue("Cache-Control").orElse("").contains("immutable"));
    }

    @Test
    public void a_form_without_javascript_signs_and_gets_a_page() throws Exception {
        var form = "application/x-www-form-urlencoded";
        var signed = http().post("api/v1/entries", form, "name=Ada+L&text=Line+1%0D%0ALine+2", "Accept", "text/html");
        var thanks = afterRedirect(signed);
        var receipt = thanks.body().replaceFirst("(?s).*<textarea[^>]* name=\"receipt\"[^>]*>([^<]+)<.*", "$1");
        var withdrawal = thanks.body().replaceFirst("(?s).*action=\"([^\"]+/withdrawal)\".*", "$1");
        assertTrue(
                thanks.headers().firstValue("Set-Cookie").orElse("").matches("guestbook-flash=(\"\")?;.*"),
                "it is shown once");
        assertTrue(entries("").toString().contains("Line 1\\nLine 2"));

        var key = UUID.randomUUID();
        var wrong = http().post("api/v1/entries", form, "key=" + key + "&name=&text=kept", "Accept", "text/html");
        assertEquals(400, wrong.statusCode());
        assertTrue(wrong.body().contains("value=\"" + key + "\""), "the key is kept");
        assertTrue(wrong.body().contains(">kept</textarea>"), "the text is kept");

        withdrawal = withdrawal.replaceFirst("^\\./", "");
        var many = http().post("api/v1/entries", form, "x=&".repeat(20_000), "Accept", "application/json");
        assertEquals(400, many.statusCode());
        assertEquals("too_many_fields", json(many).at("/errors/0/code").asText(), many::body);
        var gone = http().post(withdrawal, form, "receipt=" + receipt, "Accept", "text/html");
        assertTrue(afterRedirect(gone).body().contains("The entry was withdrawn."));
        assertFalse(entries("").toString().contains("Line 1\\nLine 2"));
    }

    /** The page to which a form leads, with what it has to tell (RFC 9110 §15.4.4). */
    private HttpResponse<String> afterRedirect(HttpResponse<String> answer) throws Exception {
        assertEquals(303, answer.statusCode(), answer::body);
        var page = answer.headers().firstValue("Location").orElseThrow();
        assertTrue(page.matches("(\\.\\./)+"), "relative, for whatever prefix a proxy adds: " + page);
        var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        for (var attribute : List.of("HttpOnly", "SameSite=Strict")) assertTrue(cookie.contains(attribute), cookie);
        var shown = http().get("", "Accept", "text/html", "Cookie", cookie.replaceFirst(";.*", ""));
        assertEquals(200, shown.statusCode());
        return shown;
    }

    @Test
    public void faults_are_json_for_programs_and_a_page_for_people() throws Exception {
        var program = http().get("nowhere");
        assertEquals(404, program.statusCode());
        assertEquals("unknown", json(program).at("/errors/0/code").asText());
        var person = http().get("nowhere", "Accept", "text/html");
        assertEquals(404, person.statusCode());
        assertTrue(person.body().startsWith("<!DOCTYPE html>"), person.body());
        assertEquals(415, http().post("api/v1/entries", "text/plain", "hello").statusCode());
        assertEquals(
                413,
                http().post("api/v1/entries", "application/json", "\"" + "x".repeat(70_000) + "\"")
                        .statusCode());
        for (var notAnId : List.of("0", "-1", "abc", "1.5", "99999999999999999999"))
            assertEquals(400, http().delete("api/v1/entries/" + notAnId).statusCode(), notAnId);
        assertEquals(404, http().delete("api/v1/entries/999999999").statusCode());
        assertEquals(404, http().get("guestbook/launcher/Launcher.class").statusCode());
        assertEquals(404, http().get("WEB-INF/web.xml").statusCode());
    }

    @Test
    public void the_health_is_told() throws Exception {
        var live = http().get("health/live");
        assertEquals(200, live.statusCode(), live::body);
        assertEquals("up", json(live).path("status").asText());
        var ready = http().get("health/ready");
        assertEquals(200, ready.statusCode(), ready::body);
        assertEquals("up", json(ready).path("status").asText());
    }

    @Test
    public void the_figures_are_told() throws Exception {
        http().sign("Ada", "one more");
        var revision = cursor().replaceFirst(".*:", "");
        var figures = http().get("metrics");
        assertEquals(200, figures.statusCode(), figures::body);
        var told = figures.body().lines().filter(line -> !line.startsWith("#")).toList();
        assertTrue(told.contains("guestbook_revision " + Double.valueOf(revision)), figures::body);
        assertTrue(told.contains("guestbook_ready 1.0"), figures::body);
        assertTrue(told.contains("guestbook_relay_up 1.0"), figures::body);
    }

    @Test
    public void what_comes_of_signings_is_counted() throws Exception {
        var signed = figure("guestbook_signed_total");
        var invalid = figure("guestbook_refused_total{reason=\"invalid\"}");
        var taken = figure("guestbook_refused_total{reason=\"other_words\"}");
        var timed = figure("guestbook_signing_seconds_count");
        var key = UUID.randomUUID();
        assertEquals(200, http().sign(key, "Ada", "counted").statusCode());
        assertEquals(409, http().sign(key, "Ada", "other words").statusCode());
        assertEquals(400, http().sign("", "").statusCode());
        try (var grace = LiveClient.ours(book())) {
            grace.sign(UUID.randomUUID().toString(), "Grace", "counted too");
            grace.await("Signed");
        }
        assertEquals(signed + 2, figure("guestbook_signed_total"));
        assertEquals(invalid + 1, figure("guestbook_refused_total{reason=\"invalid\"}"));
        assertEquals(taken + 1, figure("guestbook_refused_total{reason=\"other_words\"}"));
        assertEquals(timed + 2, figure("guestbook_signing_seconds_count"));
    }

    private double figure(String name) throws Exception {
        return http().get("metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private String cursor() throws Exception {
        return http().get("api/v1/entries?limit=1")
                .headers()
                .firstValue("Guestbook-Cursor")
                .orElseThrow();
    }

    private JsonNode entries(String query) throws Exception {
        return json(http().get("api/v1/entries" + query));
    }

    private int withdraw(long id, String receipt) throws Exception {
        return http().delete("api/v1/entries/" + id, "Authorization", "Bearer " + receipt)
                .statusCode();
    }

    /** A program that reads Server-Sent Events. */
    private static final class EventReader implements AutoCloseable {
        private final BufferedReader lines;

        EventReader(URI book, String since) throws Exception {
            var request = HttpRequest.newBuilder(book.resolve("api/v1/events"))
                    .header("Last-Event-ID", since)
                    .build();
            var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        JsonNode next() throws Exception {
            var reading = CompletableFuture.supplyAsync(() -> {
                var named = false;
                for (var line : (Iterable<String>) lines.lines()::iterator) {
                    if (line.startsWith("data: ") && !named) return line;
                    if (line.isEmpty() || line.startsWith("event: "))
                        named = !line.isEmpty(); // a sign of life, for who asks for it
                }
                throw new AssertionError("The stream has ended.");
            });
            return new ObjectMapper().readTree(reading.get(15, TimeUnit.SECONDS).substring("data: ".length()));
        }

        @Override
        public void close() throws Exception {
            lines.close();
        }
    }
}
