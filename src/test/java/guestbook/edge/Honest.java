package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.HttpBook;
import guestbook.LiveClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Readers and two signers who use the book as people do, and take the time of each answer. */
final class Honest implements AutoCloseable {
    private static final int READERS = 50;
    private static final Duration WRITING = Duration.ofMillis(700);
    /** Over a WebSocket one guest may sign 20 times a minute. */
    private static final Duration WRITING_LIVE = Duration.ofMillis(3_100);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI book;
    private final String epoch;
    private final List<LiveClient> readers = new ArrayList<>();
    private final List<Long> standing = new ArrayList<>();
    private final List<Thread> people = new ArrayList<>();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final CountDownLatch enough = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicReference<Slowest> slowest = new AtomicReference<>(new Slowest("", Duration.ZERO));

    /** The answer that took longest. */
    record Slowest(String what, Duration took) {}

    Honest(URI book, String epoch) throws Exception {
        this.book = book;
        this.epoch = epoch;
        for (var reader = 0; reader < READERS; reader++) {
            var opened = LiveClient.ours(book);
            readers.add(opened);
            standing.add(opened.next("Welcome").path("revision").asLong());
        }
        person(WRITING, this::signAndRead);
        person(WRITING_LIVE, liveSigner());
    }

    /** Since this was last asked. */
    Slowest slowest() {
        rethrow();
        return slowest.getAndSet(new Slowest("", Duration.ZERO));
    }

    /** Every reader has heard of every entry, without a hole, and everything acknowledged is there. */
    void assertNothingIsLost() throws Exception {
        enough.countDown();
        for (var person : people) {
            person.join(PATIENCE.toMillis());
            assertTrue(!person.isAlive(), "somebody still waits for an answer");
        }
        rethrow();
        var newest = HttpBook.json(new HttpBook(book).get("api/v1/changes"));
        var end = newest.path("to").asLong();
        for (var reader = 0; reader < READERS; reader++) {
            var revision = standing.get(reader);
            while (revision < end) {
                var frame = readers.get(reader).next("Changes");
                assertEquals(revision, frame.path("from").asLong(), "a hole");
                revision = frame.path("to").asLong();
            }
        }
        var http = new HttpBook(book);
        var text = http.get("api/v1/entries?limit=1000").body();
        assertTrue(!acknowledged.isEmpty(), "nobody signed");
        for (var words : acknowledged) assertTrue(text.contains(words), () -> words + " is lost");
    }

    @Override
    public void close() throws Exception {
        enough.countDown();
        for (var reader : readers) reader.close();
    }

    private void signAndRead() throws Exception {
        var http = new HttpBook(book);
        var words = UUID.randomUUID().toString();
        var before = new AtomicLong();
        var device = http.device(); // each time somebody else
        timed("POST", () -> {
            var signed = http.signFrom(device, "Grace", words);
            assertEquals(200, signed.statusCode(), signed::body);
            before.set(HttpBook.json(signed).path("revision").asLong() - 1);
        });
        acknowledged.add(words);
        timed("GET", () -> assertEquals(200, http.get("").statusCode()));
        // On the page, of twenty entries, it is only until as many others have signed.
        var changes = http.get("api/v1/changes?since=" + epoch + ":" + before).body();
        assertTrue(changes.contains(words), () -> words + " cannot be read: " + changes);
    }

    private Action liveSigner() throws Exception {
        var ada = LiveClient.ours(book);
        readers.add(ada); // to be closed
        ada.next("Welcome");
        return () -> {
            var words = UUID.randomUUID().toString();
            var device = new HttpBook(book).device();
            timed("Sign", () -> {
                ada.signFrom(device, UUID.randomUUID().toString(), "Ada", words);
                ada.await("Signed");
            });
            acknowledged.add(words);
        };
    }

    /** Something that may fail. */
    private interface Action {
        void run() throws Exception;
    }

    private void person(Duration pause, Action action) {
        var thread = new Thread(() -> {
            try {
                while (!enough.await(pause.toMillis(), TimeUnit.MILLISECONDS)) action.run();
            } catch (Throwable failed) {
                failure.compareAndSet(null, failed);
            }
        });
        people.add(thread);
        thread.start();
    }

    private void timed(String what, Action action) throws Exception {
        var begin = System.nanoTime();
        action.run();
        var took = Duration.ofNanos(System.nanoTime() - begin);
        slowest.accumulateAndGet(
                new Slowest(what, took), (one, other) -> one.took.compareTo(other.took) >= 0 ? one : other);
    }

    private void rethrow() {
        var failed = failure.get();
        if (failed != null) throw new AssertionError("An honest guest was harmed", failed);
    }
}
