package guestbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A program that uses the book over HTTP. */
public final class HttpBook {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DEVICE = Pattern.compile("name=\"device\" value=\"([A-Za-z0-9_-]{43})\"");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The lab speaks for more than a minute. */
    private static final Duration WHOLE_PATIENCE = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI book;

    public HttpBook(URI book) {
        this.book = book;
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).GET());
    }

    public HttpResponse<String> delete(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).DELETE());
    }

    public HttpResponse<String> post(String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        return send(request(path, headers).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    /** Signs as the lecture's client does. */
    public HttpResponse<String> sign(String name, String text) throws IOException, InterruptedException {
        return post("api/v1/entries", "application/json", draft(name, text).toString());
    }

    /** Signs as a browser does that knows this book. */
    public HttpResponse<String> signFrom(String device, String name, String text)
            throws IOException, InterruptedException {
        return post(
                "api/v1/entries",
                "application/json",
                draft(name, text).put("device", device).toString());
    }

    /** The token that a browser finds in the page. */
    public String device() throws IOException, InterruptedException {
        return device(get("").body());
    }

    /** The token that this page brings. */
    public static String device(String page) {
        var token = DEVICE.matcher(page);
        if (!token.find()) throw new AssertionError("no token in " + page);
        return token.group(1);
    }

    /** Signs with a key of one's own. */
    public HttpResponse<String> sign(UUID key, String name, String text) throws IOException, InterruptedException {
        var body = JSON.createObjectNode()
                .put("key", key.toString())
                .put("name", name)
                .put("text", text);
        return post("api/v1/entries", "application/json", body.toString());
    }

    /** Anything at all; an answer that does not end in time is a fault too, and HttpClient's own limit is for its head. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.sendAsync(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        try {
            return answer.get(WHOLE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (TimeoutException endless) {
            answer.cancel(true);
            throw new IOException("no whole answer after " + WHOLE_PATIENCE, endless);
        }
    }

    public HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(book.resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException broken) {
            throw new AssertionError(response + " " + response.body(), broken);
        }
    }

    private static ObjectNode draft(String name, String text) {
        return JSON.createObjectNode().put("name", name).put("text", text);
    }
}
