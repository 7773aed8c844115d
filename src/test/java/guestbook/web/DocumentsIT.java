package guestbook.web;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents of the interface say is what the server does. */
class DocumentsIT {
    /** What takes a broken database or an endless answer to see. */
    private static final Set<String> UNSEEN_ANSWERS = Set.of(
            "post /api/v1/entries 429",
            "post /api/v1/entries 503",
            "delete /api/v1/entries/{id} 429",
            "delete /api/v1/entries/{id} 503",
            "post /api/v1/entries/{id}/withdrawal 429",
            "post /api/v1/entries/{id}/withdrawal 503",
            "get /api/v1/changes 503",
            "get /api/v1/events 200",
            "get /api/v1/events 503",
            "get /health/live 503",
            "get /health/ready 503");

    /** It would warn of each part of the documents that is no schema. */
    private static final Logger VALIDATOR = Logger.getLogger("com.networknt.schema");

    private static GuestbookProcess guestbook;
    private static HttpBook http;

    private final Set<String> seen = new TreeSet<>();

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        VALIDATOR.setLevel(Level.SEVERE);
        var password = Files.writeString(folder.resolve("password"), "correct horse");
        guestbook = GuestbookProcess.open(folder, "GUESTBOOK_OWNER_PASSWORD_FILE=" + password);
        http = new HttpBook(guestbook.book());
    }

    @AfterAll
    static void close() throws Exception {
        guestbook.close();
    }

    @Test
    void every_answer_is_as_openapi_says() throws Exception {
        var document = document("openapi.yaml");
        var entries = "/api/v1/entries";
        var key = UUID.randomUUID();
        var signed = answers(document, "post", entries, http.sign(key, "Ada", "Hello"));
        var receipt = json(signed).path("receipt").asText();
        var id = json(signed).path("id").asText();
        answers(document, "get", entries, http.get("api/v1/entries?limit=5"));
        answers(document, "get", entries, http.get("api/v1/entries?limit=none"));
        answers(document, "post", entries, http.sign("", "x".repeat(2_001)));
        answers(document, "post", entries, http.sign(key, "Ada", "other words"));
        answers(document, "post", entries, http.post("api/v1/entries", "text/plain", "Hello"));
        answers(document, "post", entries, http.post("api/v1/entries", "application/json", "x".repeat(70_000)));
        answers(
                document,
                "post",
                entries,
                http.post("api/v1/entries", "application/json", "{}", "Origin", "https://elsewhere.example"));
        var form = http.request("api/v1/entries", "Content-Type", "application/x-www-form-urlencoded");
        answers(document, "post", entries, http.send(form.POST(BodyPublishers.ofString("name=Ada&text=Form"))));

        var one = "/api/v1/entries/{id}";
        answers(document, "delete", one, http.delete("api/v1/entries/x"));
        answers(document, "delete", one, http.delete("api/v1/entries/987654"));
        answers(document, "delete", one, http.delete("api/v1/entries/" + id));
        answers(document, "delete", one, http.delete("api/v1/entries/" + id, "Authorization", "Bearer " + receipt));
        var byPost = one + "/withdrawal";
        var second = json(http.sign("Ada", "Goodbye"));
        var withReceipt = "{\"receipt\":\"" + second.path("receipt").asText() + "\"}";
        answers(document, "post", byPost, withdraw("x", withReceipt));
        answers(document, "post", byPost, withdraw("987654", withReceipt));
        answers(document, "post", byPost, withdraw(second.path("id").asText(), "{}"));
        answers(document, "post", byPost, withdraw(second.path("id").asText(), withReceipt));
        answers(document, "post", entries, http.sign(key, "Ada", "Hello"));

        var cursor = json(http.get("health/ready")).path("cursor").asText();
        var changes = "/api/v1/changes";
        answers(document, "get", changes, http.get("api/v1/changes?since=" + cursor.replaceFirst(":.*", ":0")));
        answers(document, "get", changes, http.get("api/v1/changes?since=elsewhere:7"));
        answers(document, "get", changes, http.get("api/v1/changes?since=" + cursor + "&wait=never"));
        answers(document, "get", "/health/live", http.get("health/live"));
        answers(document, "get", "/health/ready", http.get("health/ready"));
        answers(document, "get", "/metrics", http.get("metrics"));

        assertEquals(documented(document), seen, "every answer that the document names was seen, and none besides");
    }

    @Test
    void every_message_is_as_asyncapi_says() throws Exception {
        var document = document("asyncapi.yaml");
        var sent = new ArrayList<JsonNode>();
        var heard = new ArrayList<JsonNode>();
        try (var lecture = LiveClient.lecture(guestbook.book());
                var ada = LiveClient.ours(guestbook.book());
                var lost = LiveClient.ours(guestbook.book(), "elsewhere:7")) {
            var me = hear(heard, ada, "Welcome").path("connection").asText();
            hear(heard, lost, "Welcome");
            hear(heard, lost, "Reset");
            say(
                    sent,
                    ada,
                    "{\"type\":\"Sign\",\"key\":\"" + UUID.randomUUID() + "\",\"name\":\"Ada\",\"text\":\"Hello\"}");
            var signed = hear(heard, ada, "Signed");
            hear(heard, ada, "Changes");
            hear(heard, lecture, "EntryCreated");
            http.delete(
                    "api/v1/entries/" + signed.at("/entry/id").asText(),
                    "Authorization",
                    "Bearer " + signed.path("receipt").asText());
            hear(heard, ada, "Changes");
            hear(heard, lecture, "EntryDeleted");
            say(sent, ada, "{\"type\":\"Writing\",\"now\":true}");
            say(sent, ada, "{\"type\":\"Ping\"}");
            hear(heard, ada, "Pong");
            say(sent, ada, "{\"type\":\"Watch\"}");
            hear(heard, ada, "Presence");
            say(
                    sent,
                    ada,
                    "{\"type\":\"Wave\",\"key\":\"936da01f-9abd-4d9d-80c7-02af85c822a8\",\"to\":\"" + me + "\"}");
            hear(heard, ada, "Waved");
            hear(heard, ada, "Arrived");
            ada.send("{\"type\":\"Dance\"}");
            hear(heard, ada, "Rejected");
        }
        heard.addAll(heardByModerators());
        for (var message : heard)
            assertValid(document, "/components/messages/" + message.path("type").asText() + "/payload", message);
        for (var message : sent)
            assertValid(document, "/components/messages/" + message.path("type").asText() + "/payload", message);

        assertEquals(of(document, "hear"), typesOf(heard), "what the server may send was heard");
        assertEquals(of(document, "say"), typesOf(sent), "what a client may send was said");
    }

    private static List<JsonNode> heardByModerators() throws Exception {
        var cookie = post("login", "password=correct+horse", "")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        var heard = new ArrayList<JsonNode>();
        try (var grace = LiveClient.connect(
                guestbook.book(), "", Map.of("Cookie", List.of(cookie)), "guestbook.moderators.v1")) {
            hear(heard, grace, "Welcome");
            post("settings/moderation", "moderation=all", cookie);
            http.sign("Ada", "Waits");
            heard.add(hear(heard, grace, "Changes").at("/changes/0"));
            var id = heard.get(heard.size() - 1).at("/heldEntry/id").asText();
            for (var verdict : List.of("state=held&hide=", "state=hidden&delete=")) {
                post("moderate", verdict + id, cookie);
                heard.add(hear(heard, grace, "Changes").at("/changes/0"));
            }
            post("settings/moderation", "moderation=off", cookie);
        }
        return heard;
    }

    private static HttpResponse<String> post(String path, String form, String cookie) throws Exception {
        return http.post(path, "application/x-www-form-urlencoded", form, "Cookie", cookie);
    }

    @Test
    void a_schema_that_does_not_fit_is_noticed() throws Exception {
        var document = document("openapi.yaml");
        var entry = json(http.sign("Ada", "Hello"));
        assertValid(document, "/components/schemas/SignedEntry", entry);
        ((ObjectNode) entry).put("id", "one");
        assertFalse(faults(document, "/components/schemas/SignedEntry", entry).isEmpty());
    }

    private static HttpResponse<String> withdraw(String id, String body) throws Exception {
        return http.post("api/v1/entries/" + id + "/withdrawal", "application/json", body);
    }

    private HttpResponse<String> answers(JsonNode document, String method, String path, HttpResponse<String> answer)
            throws Exception {
        var status = String.valueOf(answer.statusCode());
        seen.add(method + " " + path + " " + status);
        var pointer = "/paths/" + path.replace("/", "~1") + "/" + method + "/responses/" + status;
        var response = document.at(pointer);
        assertFalse(
                response.isMissingNode(),
                () -> method + " " + path + " answered " + status + ", which is not documented");
        if (response.has("$ref")) {
            pointer = response.path("$ref").asText().substring(1);
            response = document.at(pointer);
        }
        var type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        var documented = response.path("content");
        if (!documented.isMissingNode()) assertTrue(documented.has(type), () -> method + " " + path + " is " + type);
        if (type.equals("application/json") && !documented.isMissingNode())
            assertValid(document, pointer + "/content/application~1json/schema", json(answer));
        for (var header : iterable(response.path("headers")))
            if (response.at("/headers/" + header + "/required").asBoolean())
                assertTrue(answer.headers().firstValue(header).isPresent(), header);
        return answer;
    }

    private static Set<String> documented(JsonNode document) {
        var all = new TreeSet<String>();
        for (var path : iterable(document.path("paths")))
            for (var method : iterable(document.path("paths").path(path)))
                for (var status :
                        iterable(document.path("paths").path(path).path(method).path("responses")))
                    all.add(method + " " + path + " " + status);
        all.removeAll(UNSEEN_ANSWERS);
        return all;
    }

    private static Set<String> of(JsonNode document, String operation) {
        var names = new TreeSet<String>();
        for (var message : document.at("/operations/" + operation + "/messages")) {
            var channel = document.at(message.path("$ref").asText().substring(1));
            names.add(channel.path("$ref").asText().replaceFirst(".*/", ""));
        }
        return names;
    }

    private static Set<String> typesOf(List<JsonNode> messages) {
        var types = new TreeSet<String>();
        for (var message : messages) types.add(message.path("type").asText());
        return types;
    }

    private static void say(List<JsonNode> sent, LiveClient client, String message) throws Exception {
        sent.add(new YAMLMapper().readTree(message));
        client.send(message);
    }

    private static JsonNode hear(List<JsonNode> heard, LiveClient client, String type) throws Exception {
        var message = client.await(type);
        heard.add(message);
        return message;
    }

    private static JsonNode document(String name) throws Exception {
        var answer = http.get(name);
        assertEquals(
                "application/yaml",
                answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""));
        return new YAMLMapper().readTree(answer.body());
    }

    private static void assertValid(JsonNode document, String pointer, JsonNode value) {
        var faults = faults(document, pointer, value);
        assertTrue(faults.isEmpty(), () -> pointer + " " + faults + " in " + value);
    }

    /** A schema refers to others of its document, so the whole document goes along. */
    private static List<String> faults(JsonNode document, String pointer, JsonNode value) {
        var whole = ((ObjectNode) document.deepCopy()).put("$ref", "#" + pointer);
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
        return schema.validate(value).stream().map(Object::toString).toList();
    }

    private static Iterable<String> iterable(JsonNode object) {
        return object::fieldNames;
    }
}
