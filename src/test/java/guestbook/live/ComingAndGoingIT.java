package guestbook.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.LiveClient;
import guestbook.RawSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers come, and go in the middle of a message without a word, thousands of them.
 *
 * <p>What a server frees or gives away while it is still written to would be found by the allocator of the system, which here
 * checks itself (glibc's {@code libc_malloc_debug}; other systems have none, and nothing is checked there).
 */
@Tag("long")
class ComingAndGoingIT {
    private static final Duration LASTS = Duration.ofSeconds(40);
    private static final int READERS = 100;
    private static final int SIGNERS = 2;
    private static final int STAY_MILLIS = 400;
    private static final int WORDS = 1_900;
    private static final String[] CHECKED = {"LD_PRELOAD=libc_malloc_debug.so.0", "MALLOC_CHECK_=3"};

    @Test
    void whoever_stays_misses_nothing_and_the_server_lives_on(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, CHECKED);
                var grace = LiveClient.ours(guestbook.book())) {
            var standing = grace.next("Welcome").path("revision").asLong();
            var ends = System.nanoTime() + LASTS.toNanos();
            var threads = Executors.newCachedThreadPool();
            var people = new ArrayList<Future<Integer>>();
            for (var number = 0; number < READERS; number++) {
                var chance = new Random(number);
                people.add(threads.submit(() -> comeAndGo(guestbook, chance, ends)));
            }
            for (var number = 0; number < SIGNERS; number++)
                people.add(threads.submit(() -> sign(guestbook.book(), ends)));
            threads.shutdown();
            var done = 0;
            for (var person : people) done += person.get(LASTS.toSeconds() * 2, TimeUnit.SECONDS);
            assertTrue(guestbook.process().isAlive(), guestbook::errors);
            System.out.println("Came, went and signed " + done + " times");

            try (var ada = LiveClient.ours(guestbook.book())) {
                var end = ada.next("Welcome").path("revision").asLong();
                while (standing < end) {
                    var changes = grace.next("Changes");
                    assertEquals(standing, changes.path("from").asLong(), "a hole");
                    standing = changes.path("to").asLong();
                }
            }
        }
    }

    private static int comeAndGo(GuestbookProcess guestbook, Random chance, long ends) {
        var visits = 0;
        while (System.nanoTime() < ends && guestbook.process().isAlive()) {
            try (var socket = RawSocket.connected(guestbook.book(), 0, "")) {
                socket.setSoLinger(true, 0); // ends without a word
                var leaves = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(chance.nextInt(STAY_MILLIS));
                var reader = new RawSocket(socket, guestbook.book(), "ws/live-updates", "guestbook.v1");
                while (System.nanoTime() < leaves && reader.hasNext(Duration.ofMillis(50))) reader.next();
                visits++;
            } catch (IOException | AssertionError refused) {
                // it comes again
            }
        }
        return visits;
    }

    private static int sign(URI book, long ends) throws Exception {
        try (var ada = LiveClient.lecture(book)) {
            var signed = 0;
            for (; System.nanoTime() < ends; signed++) {
                ada.sign(UUID.randomUUID().toString(), "Ada", "x".repeat(signed % 2 == 0 ? 1 : WORDS));
                ada.await("Signed");
            }
            return signed;
        }
    }
}
