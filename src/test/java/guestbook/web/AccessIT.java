package guestbook.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.LiveClient;
import guestbook.Wiring;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what: each method and path that exists, asked by each kind of person. */
class AccessIT {
    private static final String FORM = "application/x-www-form-urlencoded";

    /** For everybody, for everybody on the book's own pages, for moderators and the owner, and for the owner. */
    private static final Map<String, String> TABLE = table("""
            everybody  GET /
            everybody  GET /swagger.html
            everybody  GET /swagger-ui/swagger-ui.css
            everybody  GET /swagger-ui/swagger-ui-bundle.js
            everybody  GET /openapi.yaml
            everybody  GET /asyncapi.yaml
            everybody  GET /assets/*
            everybody  GET /api/v1/entries/*
            everybody  POST /api/v1/entries/*
            everybody  DELETE /api/v1/entries/*
            everybody  GET /api/v1/changes
            everybody  HEAD /api/v1/changes
            everybody  GET /api/v1/events
            everybody  HEAD /api/v1/events
            everybody  GET /health/live
            everybody  GET /health/ready
            everybody  GET /metrics
            everybody  GET /lab
            everybody  GET /lab/*
            everybody  POST /lab/four-ways
            everybody  GET /lab/wrong-accept
            everybody  GET /sse
            everybody  HEAD /sse
            everybody  GET /error
            own-pages  GET /setup
            own-pages  POST /setup
            own-pages  GET /login
            own-pages  POST /login
            own-pages  GET /pass
            own-pages  POST /pass
            own-pages  GET /logout
            own-pages  POST /logout
            moderator  GET /moderate
            moderator  POST /moderate
            owner      GET /settings
            owner      POST /settings
            owner      GET /settings/moderation
            owner      POST /settings/moderation
            owner      GET /settings/passes
            owner      POST /settings/passes
            owner      GET /settings/passes/revocation
            owner      POST /settings/passes/revocation
            owner      GET /settings/password
            owner      POST /settings/password
            """);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @TempDir
    private Path folder;

    private GuestbookProcess guestbook;
    private String owner = "";

    @BeforeEach
    void open() throws Exception {
        var password = Files.writeString(folder.resolve("password"), "correct horse");
        guestbook = GuestbookProcess.open(folder, "GUESTBOOK_OWNER_PASSWORD_FILE=" + password);
        owner = cookie(post("login", "password=correct+horse"));
    }

    @AfterEach
    void close() throws Exception {
        guestbook.close();
    }

    @Test
    void each_may_do_what_the_table_says_and_there_is_nothing_that_it_does_not_name() throws Exception {
        assertEquals(new TreeSet<>(TABLE.keySet()), Wiring.all(folder.resolve("wiring")));
        var moderator = moderator("Grace");
        var revoked = moderator("Eve");
        revoke("Eve");
        var ended = moderator("Ada");
        post("logout", "", "Cookie", ended);
        var persons = new LinkedHashMap<String, String>();
        persons.put("guest", "guestbook-login=guessed");
        persons.put("revoked", revoked);
        persons.put("ended", ended);
        persons.put("moderator", moderator);
        persons.put("owner", owner);
        var wrong = new TreeMap<String, String>();
        for (var row : TABLE.entrySet()) {
            for (var person : persons.entrySet()) {
                var wanted = wanted(row.getValue(), person.getKey());
                if (person.getKey().matches("moderator|owner") && row.getKey().equals("POST /logout")) continue;
                var got = asked(row.getKey(), "Cookie", person.getValue());
                if (!got.equals(wanted)) wrong.put(row.getKey() + " by " + person.getKey(), got);
            }
            if (row.getKey().matches("(GET|HEAD) .*")) continue;
            for (var foreign : List.of("Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site")) {
                var got = asked(row.getKey(), "Cookie", owner, foreign.split(": ")[0], foreign.split(": ")[1]);
                if (!got.equals("refused")) wrong.put(row.getKey() + " with " + foreign, got);
            }
        }
        assertEquals(Map.of(), wrong);
    }

    @Test
    void what_moderators_hear_is_for_moderators_and_ends_with_their_pass() throws Exception {
        var moderator = moderator("Grace");
        for (var headers : List.of(
                Map.<String, List<String>>of(),
                Map.of("Cookie", List.of("guestbook-login=guessed")),
                Map.of("Cookie", List.of(moderator), "Origin", List.of("https://elsewhere.example")),
                Map.of("Cookie", List.of(moderator), "Sec-Fetch-Site", List.of("cross-site")))) {
            try (var stranger = listening(headers)) {
                assertEquals(1008, stranger.closed().getCloseCode().getCode(), headers::toString);
            } catch (IOException | jakarta.websocket.DeploymentException refused) {
                assertTrue(headers.size() > 1, "a foreign page's handshake is refused with 403");
            }
        }
        var ofOthers = "other=" + "x".repeat(3_000) + "; ";
        try (var grace = listening(Map.of("Cookie", List.of(ofOthers + moderator)))) {
            grace.next("Welcome");
            post("api/v1/entries", "name=Ada&text=hello");
            assertEquals(
                    "{\"held\":0,\"public\":1,\"hidden\":0,\"spam\":0}",
                    grace.next("Changes").path("counts").toString());
            post("moderate", "state=public&hide=1", "Cookie", moderator);
            var frame = grace.next("Changes");
            assertEquals("hidden", frame.at("/changes/0/editedEntry/state").asText());
            assertEquals("hello", frame.at("/changes/0/editedEntry/text").asText());
            var asked = System.nanoTime();
            revoke("Grace");
            assertEquals(1008, grace.closed().getCloseCode().getCode());
            assertTrue(System.nanoTime() - asked < 2_000_000_000L, "within two seconds");
        }
    }

    private LiveClient listening(Map<String, List<String>> headers) throws Exception {
        return LiveClient.connect(guestbook.book(), "", headers, "guestbook.moderators.v1");
    }

    private static String wanted(String access, String person) {
        var may = access.matches("everybody|own-pages")
                || person.equals("owner")
                || (person.equals("moderator") && access.equals("moderator"));
        return may ? "answered" : person.equals("moderator") ? "refused" : "log in";
    }

    /** What comes of it: {@code answered}, {@code refused}, or {@code log in}. */
    private String asked(String methodAndPath, String... headers) throws Exception {
        var asked = methodAndPath.split(" ");
        var request = request(asked[1].substring(1).replace("*", ""), headers)
                .header("Content-Type", FORM)
                .method(asked[0], BodyPublishers.noBody());
        var answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            // Where there is an owner, the one leads to the other.
            if (asked[1].equals("/setup") && answer.statusCode() == 303) return "answered";
            if (answer.headers().firstValue("Location").orElse("").endsWith("login")) return "log in";
            if (answer.statusCode() != 403) return "answered";
            var words = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return words.matches("(?s).*(\"own_pages\"|\"owner_only\"|\"origin\").*") ? "refused" : "answered";
        }
    }

    private String moderator(String name) throws Exception {
        var made = post("settings/passes", "hours=24&name=" + name, "Cookie", owner);
        var flash = cookie(made);
        var link = flash.replaceFirst(".*pass\\.", "");
        return cookie(post("pass", "link=" + link));
    }

    private void revoke(String name) throws Exception {
        var page = HTTP.send(request("settings", "Cookie", owner).build(), BodyHandlers.ofString())
                .body();
        var row = page.substring(0, page.indexOf(">" + name + "</bdi>"));
        var id = row.substring(row.lastIndexOf("name=\"id\" value=\"") + 17).replaceFirst("(?s)\".*", "");
        assertEquals(
                303,
                post("settings/passes/revocation", "id=" + id, "Cookie", owner).statusCode());
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private HttpResponse<String> post(String path, String form, String... headers) throws Exception {
        return HTTP.send(
                request(path, headers)
                        .header("Content-Type", FORM)
                        .header("Accept", "text/html")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(guestbook.book().resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static Map<String, String> table(String rows) {
        var table = new TreeMap<String, String>();
        rows.lines().map(row -> row.split(" +", 2)).forEach(row -> table.put(row[1], row[0]));
        return table;
    }
}
