package guestbook.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Prints the newest entries, then each as it comes; comes back by itself, and misses and repeats nothing. */
final class Tail {
    private static final int NEWEST = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The server pings every 25 seconds; one that has been silent for longer is not there any more. */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final URI book;
    private final PrintStream out;
    private final PrintStream log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    /** The last change that was printed; empty until the newest entries are. */
    private volatile String cursor = "";

    private volatile long pauseMillis = FIRST_PAUSE_MILLIS;
    private volatile boolean away;

    Tail(URI book, PrintStream out, PrintStream log) {
        this.book = book;
        this.out = out;
        this.log = log;
    }

    /** Follows the book until the process ends. */
    void follow() throws InterruptedException {
        while (true) {
            try {
                if (cursor.isEmpty()) printNewest();
                listen();
                tellAway("the connection has ended");
            } catch (IOException lost) {
                tellAway(String.valueOf(lost.getMessage()));
            }
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    private void printNewest() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(book.resolve("api/v1/entries?limit=" + NEWEST))
                .timeout(PATIENCE);
        var answer = http.send(request.build(), BodyHandlers.ofString());
        var end = answer.headers().firstValue("Guestbook-Cursor");
        if (answer.statusCode() != 200 || end.isEmpty())
            throw new IOException(book + " does not answer like a guestbook (" + answer.statusCode() + ")");
        var heard = Long.parseLong(end.get().replaceFirst(".*:", ""));
        // What was signed while the page was read comes again as a change.
        for (var entry : JSON.readTree(answer.body()))
            if (entry.path("revision").asLong() <= heard) print(entry);
        cursor = end.get();
    }

    /** Hears until the connection ends. */
    private void listen() throws IOException, InterruptedException {
        var live = URI.create(book.toString().replaceFirst("^http", "ws") + "ws/live-updates?since=" + cursor);
        var hearing = new Hearing();
        try {
            var socket = http.newWebSocketBuilder()
                    .subprotocols("guestbook.v1")
                    .connectTimeout(PATIENCE)
                    .buildAsync(live, hearing)
                    .get();
            while (!hearing.hasEnded()) if (hearing.isSilent()) hearing.end(socket);
        } catch (ExecutionException refused) {
            throw new IOException(
                    refused.getCause() == null
                            ? refused.getMessage()
                            : refused.getCause().getMessage(),
                    refused);
        }
    }

    /** False when it has to come back with its cursor, or with none. */
    private boolean hear(String words) {
        var message = parsed(words);
        switch (message.path("type").asText()) {
            case "Welcome" -> {
                if (away) log.println("Here again.");
                away = false;
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
            case "Changes" -> {
                // A later opening of the book has another epoch, and tells what follows in that.
                if (!cursor.endsWith(":" + message.path("from").asText())) return false; // a hole
                message.path("changes").forEach(this::printChange);
                cursor = message.path("epoch").asText() + ":"
                        + message.path("to").asText();
            }
            case "Reset" -> {
                cursor = "";
                return false;
            }
            default -> {
                // a newer server says more than this client knows
            }
        }
        return true;
    }

    private static JsonNode parsed(String words) {
        try {
            return JSON.readTree(words);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }

    private void printChange(JsonNode change) {
        switch (change.path("type").asText()) {
            case "EntryCreated" -> print(change.path("createdEntry"));
            case "EntryEdited" -> print(change.path("editedEntry"));
            case "EntryDeleted" ->
                out.println("Entry " + change.path("deletedEntryId").asText() + " was withdrawn.");
            default -> {
                // as above
            }
        }
    }

    private void print(JsonNode entry) {
        var time = TIME.format(Instant.parse(entry.path("date").asText()));
        out.println(time + "  " + harmless(entry.path("name").asText()) + ": "
                + harmless(entry.path("text").asText()));
        out.flush();
    }

    private void tellAway(String why) {
        if (!away) log.println("The book is away (" + why + "); trying again.");
        away = true;
    }

    /** Nobody's entry may steer the reader's terminal; further lines are set in. */
    private static String harmless(String words) {
        return words.replaceAll("[\\p{Cc}&&[^\n]]", "").replace("\n", "\n                  ");
    }

    /** One connection. */
    private final class Hearing implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile long heardNanos = System.nanoTime();

        /** Waits for the end, a while. */
        boolean hasEnded() throws InterruptedException {
            try {
                ended.get(1, TimeUnit.SECONDS);
                return true;
            } catch (TimeoutException goesOn) {
                return false;
            } catch (ExecutionException | CompletionException never) {
                throw new IllegalStateException(never);
            }
        }

        boolean isSilent() {
            return System.nanoTime() - heardNanos > SILENCE_LIMIT.toNanos();
        }

        void end(WebSocket socket) {
            socket.abort();
            ended.complete(null);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            heardNanos = System.nanoTime();
            message.append(part);
            if (last) {
                if (!hear(message.toString())) end(socket);
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
            heardNanos = System.nanoTime();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.complete(null);
        }
    }
}
