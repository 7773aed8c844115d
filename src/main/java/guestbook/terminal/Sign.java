package guestbook.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Signs a book once, however often it has to be sent. */
final class Sign {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 8;
    private static final long PAUSE_MILLIS = 1_000;
    /** A balancer or the book says that it may work soon. */
    private static final Set<Integer> TRY_AGAIN = Set.of(429, 502, 503, 504);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI book;
    private final PrintStream out;
    private final PrintStream log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Sign(URI book, PrintStream out, PrintStream log) {
        this.book = book;
        this.out = out;
        this.log = log;
    }

    /** Signs, with the same key at each attempt; false when the book would not, which is then told. */
    boolean sign(String name, String text) throws InterruptedException, IOException {
        var draft = JSON.createObjectNode()
                .put("key", UUID.randomUUID().toString())
                .put("name", name)
                .put("text", text.strip());
        for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
            var answer = send(JSON.writeValueAsString(draft));
            if (answer.isPresent()) return tell(answer.get());
            if (attempt == 1) log.println("The book does not answer just now; trying again.");
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        log.println("Not signed: " + book + " does not answer.");
        return false;
    }

    /** Empty where it is worth another attempt. */
    private Optional<HttpResponse<String>> send(String draft) throws InterruptedException {
        var request = HttpRequest.newBuilder(book.resolve("api/v1/entries"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(draft));
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            return Optional.of(answer).filter(told -> !TRY_AGAIN.contains(told.statusCode()));
        } catch (IOException lost) {
            return Optional.empty(); // whether it was signed is unknown, and the key makes it once
        }
    }

    private boolean tell(HttpResponse<String> answer) throws IOException {
        var told = answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json")
                ? JSON.readTree(answer.body())
                : JSON.createObjectNode();
        if (answer.statusCode() == 200 && told.has("id")) {
            out.println("Signed as entry " + told.path("id").asText()
                    + (told.has("state") ? "; it waits for the host before everybody sees it." : "."));
            out.println("Receipt, with which it can be withdrawn: "
                    + told.path("receipt").asText());
            return true;
        }
        if (!told.has("errors"))
            log.println("Not signed: " + book + " does not answer like a guestbook (" + answer.statusCode() + ").");
        for (var error : told.path("errors"))
            log.println("Not signed: " + (error.path("field").asText() + ": ").replaceFirst("^: ", "")
                    + error.path("msg").asText());
        return false;
    }
}
