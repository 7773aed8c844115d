package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.HttpBook;
import guestbook.RawSocket;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who opens the page again and again, reads along for a while in one of the ways that there are, signs, thinks better of it,
 * searches, and leaves with or without a word. What went wrong on the way is tried again, as the page does.
 */
final class Guest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STAYS = Duration.ofSeconds(40);
    private static final Duration BETWEEN_VISITS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_ACTIONS = Duration.ofSeconds(20);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] OF_CHROME = {
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Accept-Language: de-DE,de;q=0.9,en;q=0.8",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Cache-Control: no-cache"
    };

    private final URI book;
    private final HttpBook http;
    private final int number;
    private final Diary diary;
    private final Random chance;
    private final CountDownLatch evening;
    /** Of this guest's own entries that stand in the book, by their ids. */
    private final Map<Long, String> receipts = new HashMap<>();
    /** Of own entries, those that are to be heard of in this visit. */
    private final Set<Long> unheard = new HashSet<>();

    /** Of this visit. */
    private String device = "";
    /** The key of what is being written, until it is signed. */
    private @Nullable UUID writing;

    private long sendsNanos;
    private String epoch = "";
    private long revision;

    /**
     * @param http shared with others, as a proxy's connections are
     * @param evening when it comes everybody withdraws what they have signed, and goes home
     */
    Guest(URI book, HttpBook http, int number, Diary diary, long seed, CountDownLatch evening) {
        this.book = book;
        this.http = http;
        this.number = number;
        this.diary = diary;
        chance = new Random(seed + number);
        this.evening = evening;
    }

    /** Comes and goes until it is evening. */
    void spendTheDay() throws Exception {
        while (!evening.await(some(BETWEEN_VISITS).toMillis(), TimeUnit.MILLISECONDS)) visit();
        for (var own : Map.copyOf(receipts).keySet()) withdraw(own);
    }

    private void visit() throws Exception {
        var page = answered("", Set.of(200));
        assertTrue(page.body().contains("</html>"), "the whole page");
        device = HttpBook.device(page.body());
        var leaves = System.nanoTime() + some(STAYS).toNanos();
        stand(answered("api/v1/changes", Set.of(200)));
        unheard.clear();
        var ear = ear();
        var acts = System.nanoTime() + some(BETWEEN_ACTIONS).toNanos();
        while (System.nanoTime() < leaves && evening.getCount() > 0 || writing != null || !unheard.isEmpty()) {
            assertTrue(
                    System.nanoTime() < leaves + PATIENCE.toNanos(),
                    () -> "guest " + number + " has not signed " + writing + " or not heard of " + unheard);
            if (writing != null && System.nanoTime() >= sendsNanos) {
                sendsNanos = System.nanoTime() + ANSWERED_WITHIN.toNanos();
                ear.sign(draft(writing));
            }
            if (ear.hears(Duration.ofMillis(500))) {
                if (System.nanoTime() < acts) continue;
                acts = System.nanoTime() + some(BETWEEN_ACTIONS).toNanos();
                if (System.nanoTime() < leaves) act();
            } else {
                ear.close();
                evening.await(some(Duration.ofSeconds(2)).toMillis(), TimeUnit.MILLISECONDS);
                diary.returns.incrementAndGet();
                ear = ear();
                sendsNanos = System.nanoTime();
            }
        }
        ear.close();
        diary.visits.incrementAndGet();
    }

    private void act() throws Exception {
        switch (chance.nextInt(6)) {
            case 0, 1 -> {
                if (writing == null) writing = UUID.randomUUID();
                sendsNanos = System.nanoTime();
            }
            case 2 -> {
                if (!receipts.isEmpty()) withdraw(receipts.keySet().iterator().next());
            }
            case 3 -> answered("?q=" + "guest+" + chance.nextInt(500), Set.of(200, 503));
            case 4 -> answered("api/v1/entries?limit=20&before=" + (1 + chance.nextInt(1_000)), Set.of(200));
            default -> answered("", Set.of(200));
        }
    }

    private void signed(JsonNode entry, String receipt) {
        writing = null;
        var id = entry.path("id").asLong();
        assertTrue(id > 0, entry::toString);
        receipts.put(id, receipt);
        diary.signed.incrementAndGet();
        if (entry.path("revision").asLong() > revision) unheard.add(id);
    }

    private void withdraw(long id) throws Exception {
        // When the answer to an earlier try was lost, it is gone already.
        again(
                () -> http.delete(
                        "api/v1/entries/" + id,
                        "Authorization",
                        "Bearer " + receipts.get(id),
                        "X-Forwarded-For",
                        address()),
                Set.of(200, 404, 410));
        receipts.remove(id);
        unheard.remove(id); // others need not hear of what came and went at once
        diary.withdrawn.incrementAndGet();
    }

    private HttpResponse<String> answered(String path, Set<Integer> expected) throws Exception {
        return again(() -> http.get(path, "X-Forwarded-For", address(), "Accept-Language", "de"), expected);
    }

    private interface Try {
        HttpResponse<String> once() throws IOException, InterruptedException;
    }

    /** Until it is answered as expected; whoever is told to wait does. */
    private HttpResponse<String> again(Try trying, Set<Integer> expected) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var begin = System.nanoTime();
            var wait = 1L;
            try {
                var answer = trying.once();
                diary.took(Duration.ofNanos(System.nanoTime() - begin));
                if (expected.contains(answer.statusCode())) return answer;
                var told = answer.headers().firstValueAsLong("Retry-After");
                assertTrue(told.isPresent(), () -> "guest " + number + ": " + answer + " " + answer.body());
                wait = told.getAsLong();
            } catch (IOException lost) {
                diary.lost.incrementAndGet();
                assertTrue(System.nanoTime() < deadline, lost::toString);
            }
            assertTrue(System.nanoTime() < deadline, "guest " + number + " was not answered in " + PATIENCE);
            Thread.sleep(Duration.ofSeconds(wait).toMillis());
        }
    }

    /** Nearly everybody has a WebSocket; what is left speaks the other ways. */
    private Ear ear() throws IOException {
        return switch (number % 6) {
            case 0 -> new Events();
            case 1 -> new LongPolls();
            default -> new Live();
        };
    }

    /** A way to hear of changes, from where the guest stands. */
    private abstract class Ear implements AutoCloseable {
        /** Hears what comes within this time; false when the connection has ended. */
        abstract boolean hears(Duration patience) throws Exception;

        /** By whichever way is at hand; the answer may be heard later, or never. */
        void sign(ObjectNode draft) throws Exception {
            var answer = HttpBook.json(again(
                    () -> http.post(
                            "api/v1/entries", "application/json", draft.toString(), "X-Forwarded-For", address()),
                    Set.of(200)));
            signed(answer, answer.path("receipt").asText());
        }

        @Override
        public void close() throws IOException {}
    }

    private final class Live extends Ear {
        private final RawSocket socket;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        Live() throws IOException {
            var headers = new String[OF_CHROME.length + 2];
            System.arraycopy(OF_CHROME, 0, headers, 0, OF_CHROME.length);
            headers[OF_CHROME.length] =
                    "Origin: " + book.resolve("/").toString().replaceFirst("/$", "");
            headers[OF_CHROME.length + 1] = "X-Forwarded-For: " + address();
            socket = new RawSocket(book, "ws/live-updates?since=" + cursor(), "guestbook.v1", 0, headers);
        }

        @Override
        boolean hears(Duration patience) throws IOException {
            if (!socket.hasNext(patience)) return true;
            var frame = socket.next();
            if (frame.isEmpty() || frame.get().opcode() == RawSocket.CLOSE) return false;
            if (frame.get().opcode() == RawSocket.PING)
                socket.frame(true, 0, RawSocket.PONG, frame.get().bytes());
            else if (frame.get().opcode() != RawSocket.PONG) gather(frame.get());
            return true;
        }

        private void gather(RawSocket.Frame part) {
            message.writeBytes(part.bytes());
            if (!part.last()) return;
            var whole = message.toString(StandardCharsets.UTF_8);
            message.reset();
            told(parsed(whole));
        }

        private void told(JsonNode message) {
            switch (message.path("type").asText()) {
                case "Signed" -> {
                    // Whoever has asked twice is answered twice.
                    if (message.path("key").asText().equals(String.valueOf(writing)))
                        signed(message.path("entry"), message.path("receipt").asText());
                }
                case "Rejected" -> {
                    var wait = message.path("errors").path(0).path("retryAfter").asLong();
                    assertTrue(wait > 0, message::toString);
                    sendsNanos = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
                }
                default -> heard(message);
            }
        }

        @Override
        void sign(ObjectNode draft) throws IOException {
            socket.text(draft.put("type", "Sign").toString());
        }

        @Override
        public void close() throws IOException {
            if (chance.nextInt(3) > 0) socket.frame(true, 0, RawSocket.CLOSE, new byte[] {0x03, (byte) 0xE9});
            socket.close();
        }
    }

    private final class Events extends Ear {
        private final Socket socket;
        private final BufferedReader lines;

        Events() throws IOException {
            socket = RawSocket.connected(book, 0, "");
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var request = "GET " + book.getPath() + "api/v1/events HTTP/1.1\r\nHost: " + book.getAuthority()
                    + "\r\nAccept: text/event-stream\r\nX-Forwarded-For: " + address() + "\r\nLast-Event-ID: "
                    + cursor() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        boolean hears(Duration patience) throws IOException {
            socket.setSoTimeout((int) patience.toMillis());
            lines.mark(2); // half a line end may be left
            try {
                if (lines.read() < 0) return false;
            } catch (SocketTimeoutException silent) {
                return true;
            }
            lines.reset();
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var line = lines.readLine();
            if (line == null || line.startsWith("HTTP/1.1 503")) return false;
            if (line.startsWith("data: ")) heard(parsed(line.substring("data: ".length())));
            return true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private final class LongPolls extends Ear {
        @Override
        boolean hears(Duration patience) throws Exception {
            var answer = answered("api/v1/changes?since=" + cursor() + "&wait=2", Set.of(200));
            assertTrue(!answer.body().isBlank(), () -> answer + " " + answer.headers());
            heard(HttpBook.json(answer));
            return true;
        }
    }

    private ObjectNode draft(UUID key) {
        return JSON.createObjectNode()
                .put("device", device)
                .put("key", key.toString())
                .put("name", "Guest " + number)
                .put("text", "Guest " + number + " was here, and says " + key);
    }

    private void stand(HttpResponse<String> changes) {
        var standing = HttpBook.json(changes);
        epoch = standing.path("epoch").asText();
        revision = standing.path("to").asLong();
    }

    private void heard(JsonNode message) {
        if (!message.path("type").asText().equals("Changes")) {
            assertEquals("Welcome", message.path("type").asText(), message::toString);
            return;
        }
        assertEquals(revision, message.path("from").asLong(), "a hole");
        revision = message.path("to").asLong();
        message.path("changes")
                .forEach(change -> unheard.remove(change.findPath("id").asLong()));
        diary.heard.addAndGet(message.path("changes").size());
    }

    private String cursor() {
        return epoch + ":" + revision;
    }

    private String address() {
        return "10.1." + number / 250 + "." + (1 + number % 250);
    }

    /** Often short, now and then long, as times between people's doings are. */
    private Duration some(Duration mean) {
        return Duration.ofMillis((long) (Math.min(-Math.log(1 - chance.nextDouble()), 4) * mean.toMillis()));
    }

    private static JsonNode parsed(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(message, broken);
        }
    }
}
