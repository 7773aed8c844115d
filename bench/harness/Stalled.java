package harness;

import static harness.Result.plain;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What all others notice of one reader who does not read, on each lane. */
final class Stalled {
    /** Long enough for every buffer between the server and the reader to be full. */
    private static final String FILLING = "seconds=5";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Stalled() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result(
                "Stalled",
                stage.readers() + " readers, one entry at a time; then one more who does not read, and who reads again at the end",
                "server",
                "ms to the last reader: median",
                "while one does not read",
                "ratio",
                "entries that it was sent at once when it read again");
        result.chart = "median while one does not read, times the median before";
        var standard = Contestant.GUESTBOOK.with("GUESTBOOK_LANES", "standard").named("guestbook, the standard's way");
        for (var contestant : List.of(Contestant.GUESTBOOK, standard, Contestant.PAYARA)) play(stage, result, contestant);
        return result;
    }

    private static void play(Stage stage, Result result, Contestant contestant) throws IOException, InterruptedException {
        try (var server = contestant.start(stage.room())) {
            var task = server.load("deliver", "readers=" + stage.readers(), "outstanding=1");
            Load.run(stage.warming(contestant, task));
            var behind = new ArrayList<Long>();
            var rounds = Rounds.inTurn(stage.rounds(), List.of(() -> Load.run(stage.measuring(task)), () -> {
                var reader = new Reader(server);
                Load.run(server.load("deliver", "readers=0", "outstanding=64", "warm=0.1", FILLING));
                var told = Load.run(stage.measuring(task));
                behind.add(reader.readAll());
                return told;
            }));
            var before = rounds.get(0).median("median");
            var stalled = rounds.get(1).median("median");
            result.row(contestant.name(), plain(before), plain(stalled), plain(stalled / before), plain(behind.get(0)));
            result.bar(contestant.name(), stalled / before);
            result.atMost(1.1, contestant.name() + ": median while one does not read, times that before", stalled / before);
        }
    }

    /** Takes nothing until it is told to, and then everything; each frame must begin where the last one ended. */
    private static final class Reader implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();
        private final CompletableFuture<Long> done = new CompletableFuture<>();
        private final Page page;
        private final WebSocket socket;
        private final long begin;
        private long revision;
        private volatile long head = Long.MAX_VALUE;

        Reader(Contestant.Running server) throws IOException, InterruptedException {
            page = Page.of(server);
            var cursor = page.cursor();
            begin = revision = revisionOf(cursor);
            var uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws/live-updates?since=" + cursor);
            socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("guestbook.v1").buildAsync(uri, this).join();
        }

        /** How many revisions it was behind. */
        long readAll() throws IOException, InterruptedException {
            head = revisionOf(page.cursor());
            socket.request(Long.MAX_VALUE);
            try {
                return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException broken) {
                throw new IOException("The reader who had stalled stands at " + revision + " of " + head, broken);
            } finally {
                socket.abort();
            }
        }

        private static long revisionOf(String cursor) {
            return Long.parseLong(cursor.replaceFirst(".*:", ""));
        }

        @Override
        public void onOpen(WebSocket opened) {
            // nothing is asked for
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            frame.append(part);
            if (last) {
                take(frame.toString());
                frame.setLength(0);
            }
            return null;
        }

        private void take(String words) {
            try {
                var changes = JSON.readTree(words);
                if (!changes.path("type").asText().equals("Changes")) return;
                if (changes.path("from").asLong() != revision) throw new IOException("a gap: " + revision + ", then " + words);
                revision = changes.path("to").asLong();
                if (revision >= head) done.complete(revision - begin);
            } catch (IOException broken) {
                done.completeExceptionally(broken);
            }
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            done.completeExceptionally(new IOException(code + " " + reason));
            return null;
        }
    }
}
