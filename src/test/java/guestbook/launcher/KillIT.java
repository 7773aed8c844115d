package guestbook.launcher;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed under load, again and again. */
class KillIT {
    private static final int SIGNERS = 8;
    private static final int ACKNOWLEDGED_BEFORE_A_KILL = 150;

    @Test
    void no_acknowledged_entry_is_lost_and_none_is_there_twice(@TempDir Path folder) throws Exception {
        assertKeptThrough(3, folder);
    }

    @Tag("long")
    @Test
    void nor_is_one_after_many_kills(@TempDir Path folder) throws Exception {
        assertKeptThrough(20, folder);
    }

    private static void assertKeptThrough(int kills, Path folder) throws Exception {
        var acknowledged = new ConcurrentHashMap<UUID, String>();
        var unknown = new ConcurrentHashMap<UUID, String>();
        for (var kill = 0; kill < kills; kill++) signAndKill(folder, kill, acknowledged, unknown);

        try (var guestbook = GuestbookProcess.open(folder)) {
            var book = new HttpBook(guestbook.book());
            for (var retry : unknown.entrySet()) {
                assertEquals(
                        200, book.sign(retry.getKey(), "Ada", retry.getValue()).statusCode());
                acknowledged.put(retry.getKey(), retry.getValue());
            }
            var times = new HashMap<String, Integer>();
            var revisions = new ArrayList<Long>();
            var before = Long.MAX_VALUE;
            while (true) {
                var page = json(
                        book.get("api/v1/entries?limit=1000" + (before == Long.MAX_VALUE ? "" : "&before=" + before)));
                if (page.isEmpty()) break;
                page.forEach(entry -> {
                    times.merge(entry.path("text").asText(), 1, Integer::sum);
                    revisions.add(entry.path("revision").asLong());
                });
                before = page.at("/0/id").asLong();
            }
            for (var text : acknowledged.values()) assertEquals(1, times.getOrDefault(text, 0), text);
            assertEquals(acknowledged.size(), times.size());
            assertEquals(acknowledged.size(), revisions.stream().distinct().count());
            System.out.printf(
                    "%d kills, %d entries acknowledged, %d with unknown outcome signed again%n",
                    kills, acknowledged.size() - unknown.size(), unknown.size());
        }
    }

    private static void signAndKill(Path folder, int round, Map<UUID, String> acknowledged, Map<UUID, String> unknown)
            throws Exception {
        var signers = Executors.newFixedThreadPool(SIGNERS);
        var enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_A_KILL);
        try {
            var guestbook = GuestbookProcess.open(folder);
            var book = new HttpBook(guestbook.book());
            for (var signer = 0; signer < SIGNERS; signer++) {
                var name = round + "/" + signer + "/";
                signers.execute(() -> {
                    for (var number = 0; guestbook.process().isAlive(); number++)
                        signOnce(book, name + number, acknowledged, unknown, enough);
                });
            }
            assertTrue(enough.await(60, TimeUnit.SECONDS), guestbook::errors);
            guestbook.kill();
        } finally {
            signers.shutdown();
            assertTrue(signers.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    private static void signOnce(
            HttpBook book,
            String text,
            Map<UUID, String> acknowledged,
            Map<UUID, String> unknown,
            CountDownLatch enough) {
        var key = UUID.randomUUID();
        try {
            var answer = book.sign(key, "Ada", text);
            if (answer.statusCode() == 200) {
                acknowledged.put(key, text);
                enough.countDown();
            } else unknown.put(key, text);
        } catch (IOException killed) {
            unknown.put(key, text);
        } catch (InterruptedException stray) {
            throw new AssertionError(stray);
        }
    }
}
