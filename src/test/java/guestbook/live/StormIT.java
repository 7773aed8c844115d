package guestbook.live;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sign at once while readers come and go. */
@Tag("long")
class StormIT {
    private static final int SIGNERS = 16;
    private static final int ENTRIES = 5_000;
    private static final int READERS = 50;
    private static final int FRAMES_BEFORE_LEAVING = 12;

    /** When an entry was sent and acknowledged, and the number that it got. */
    private record Acknowledged(long sentNanos, long answeredNanos, long id, long revision) {}

    @Test
    void revisions_are_commit_order_and_every_reader_ends_with_exactly_the_book(@TempDir Path folder) throws Exception {
        var threads = Executors.newFixedThreadPool(SIGNERS + READERS);
        try (var guestbook = GuestbookProcess.open(folder)) {
            var epoch = cursorOf(guestbook.book()).replaceFirst(":.*", "");
            var readers = new ArrayList<Future<List<Long>>>();
            for (var reader = 0; reader < READERS; reader++) {
                var random = new Random(reader);
                Callable<List<Long>> reading = reader % 5 == 4
                        ? () -> polled(guestbook.book(), epoch)
                        : () -> heard(guestbook.book(), epoch, random);
                readers.add(threads.submit(reading));
            }
            var acknowledged = new ConcurrentLinkedQueue<Acknowledged>();
            var signers = new ArrayList<Future<?>>();
            for (var signer = 0; signer < SIGNERS; signer++) {
                var share = ENTRIES / SIGNERS + (signer < ENTRIES % SIGNERS ? 1 : 0);
                signers.add(threads.submit(() -> sign(guestbook.book(), share, acknowledged)));
            }
            for (var signer : signers) signer.get(3, TimeUnit.MINUTES);

            assertDenseAndInCommitOrder(new ArrayList<>(acknowledged));
            var book = LongStream.rangeClosed(1, ENTRIES).boxed().toList();
            for (var reader : readers) assertEquals(book, reader.get(2, TimeUnit.MINUTES));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void sign(URI book, int entries, ConcurrentLinkedQueue<Acknowledged> acknowledged) throws Exception {
        try (var signer = LiveClient.lecture(book)) {
            for (var number = 0; number < entries; number++) {
                var sent = System.nanoTime();
                signer.sign(UUID.randomUUID().toString(), "Ada", "Entry " + number);
                var entry = signer.await("Signed").path("entry");
                acknowledged.add(new Acknowledged(
                        sent,
                        System.nanoTime(),
                        entry.path("id").asLong(),
                        entry.path("revision").asLong()));
            }
        }
        return null;
    }

    /** Ids in the order heard by a reader who leaves and comes back again and again. */
    private static List<Long> heard(URI book, String epoch, Random random) throws Exception {
        var ids = new ArrayList<Long>();
        var revision = 0L;
        while (revision < ENTRIES) {
            try (var socket = LiveClient.ours(book, epoch + ":" + revision)) {
                socket.next("Welcome");
                for (var frames = 1 + random.nextInt(FRAMES_BEFORE_LEAVING); frames > 0 && revision < ENTRIES; frames--)
                    revision = take(socket.next("Changes"), revision, ids);
            }
        }
        return ids;
    }

    /** Ids in the order heard by a reader who polls. */
    private static List<Long> polled(URI book, String epoch) throws Exception {
        var http = new HttpBook(book);
        var ids = new ArrayList<Long>();
        var revision = 0L;
        while (revision < ENTRIES)
            revision = take(json(http.get("api/v1/changes?wait=20&since=" + epoch + ":" + revision)), revision, ids);
        return ids;
    }

    private static long take(JsonNode frame, long revision, List<Long> ids) {
        assertEquals(revision, frame.path("from").asLong(), "a hole");
        frame.path("changes")
                .forEach(change -> ids.add(change.at("/createdEntry/id").asLong()));
        return frame.path("to").asLong();
    }

    private static void assertDenseAndInCommitOrder(List<Acknowledged> acknowledged) {
        acknowledged.sort(Comparator.comparingLong(Acknowledged::revision));
        var latestSent = Long.MIN_VALUE;
        for (var place = 0; place < ENTRIES; place++) {
            var entry = acknowledged.get(place);
            assertEquals(place + 1, entry.revision());
            assertEquals(place + 1, entry.id());
            assertTrue(
                    entry.answeredNanos() > latestSent,
                    "an entry was answered before one with a smaller revision was even sent");
            latestSent = Math.max(latestSent, entry.sentNanos());
        }
        assertEquals(ENTRIES, acknowledged.size());
    }

    private static String cursorOf(URI book) throws Exception {
        return new HttpBook(book)
                .get("api/v1/entries?limit=1")
                .headers()
                .firstValue("Guestbook-Cursor")
                .orElseThrow();
    }
}
