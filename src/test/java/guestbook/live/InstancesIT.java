package guestbook.live;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.live.Fleet.Over;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three instances as three processes on one PostgreSQL. */
class InstancesIT {
    private static final int INSTANCES = 3;
    private static final int SIGNERS = 12;
    private static final int ENTRIES = 900;
    private static final int MANY_ENTRIES = 3_000;
    private static final int READERS = 60;
    private static final int DELAYS = 300;
    /** A client that was refused waits a little, as the page does. */
    private static final long RETRY_MILLIS = 100;

    private static final Duration STORM_LIMIT = Duration.ofMinutes(2);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration GONE_LIMIT = Duration.ofSeconds(15);
    /** The heartbeat, and some time to read and to send. */
    private static final Duration WITHIN_HEARTBEAT = Duration.ofSeconds(6);

    @Test
    void every_reader_ends_with_the_same_book(@TempDir Path folder) throws Exception {
        assertEveryReaderEndsWithTheSameBook(Over.POSTGRESQL, ENTRIES, folder);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void every_reader_ends_with_the_same_long_book(Over over, @TempDir Path folder) throws Exception {
        assertEveryReaderEndsWithTheSameBook(over, MANY_ENTRIES, folder);
    }

    private static void assertEveryReaderEndsWithTheSameBook(Over over, int entries, Path folder) throws Exception {
        try (var fleet = Fleet.of(INSTANCES, over, folder)) {
            try (var storm = new Storm(fleet, entries)) {
                storm.awaitSigners();
                storm.assertEveryReaderHasTheBook();
            }
            report(over, delays(fleet));
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"REDIS", "RABBITMQ"})
    void without_the_relay_the_others_hear_with_the_heartbeat(Over over, @TempDir Path folder) throws Exception {
        try (var fleet = Fleet.of(INSTANCES, over, folder);
                var near = LiveClient.ours(fleet.book(0));
                var far = LiveClient.ours(fleet.book(1))) {
            near.next("Welcome");
            far.next("Welcome");
            fleet.relay().kill();
            awaitStatus(fleet.book(0), "degraded");
            assertTrue(new HttpBook(fleet.book(0)).get("metrics").body().contains("\nguestbook_relay_up 0.0\n"));

            var signed = System.nanoTime();
            assertEquals(200, new HttpBook(fleet.book(0)).sign("Ada", "alone").statusCode());
            near.next("Changes");
            assertShorter(AT_ONCE, signed);
            far.next("Changes");
            assertShorter(WITHIN_HEARTBEAT, signed);

            fleet.relay().start();
            for (var instance = 0; instance < INSTANCES; instance++) awaitStatus(fleet.book(instance), "up");
            signed = System.nanoTime();
            assertEquals(
                    200, new HttpBook(fleet.book(0)).sign("Ada", "together").statusCode());
            near.next("Changes");
            far.next("Changes");
            assertShorter(AT_ONCE, signed);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void presence_and_waves_cross_instances_and_end_with_them(Over over, @TempDir Path folder) throws Exception {
        try (var fleet = Fleet.of(1, over, folder);
                var ada = LiveClient.ours(fleet.book(0))) {
            var me = ada.next("Welcome").path("connection").asText();
            ada.send("{\"type\":\"Watch\"}");
            awaitPresence(ada, 1, 0);
            var other = fleet.join();
            var grace = LiveClient.ours(other.book());
            var you = grace.next("Welcome").path("connection").asText();
            grace.send("{\"type\":\"Writing\"}");
            awaitPresence(ada, 2, 1);

            wave(ada, you);
            assertEquals(me, grace.next("Waved").path("from").asText());
            assertEquals(you, ada.await("Arrived").path("to").asText());
            wave(ada, you + "x");
            assertEquals("not_here", ada.await("Rejected").at("/errors/0/code").asText());

            other.kill();
            var killed = System.nanoTime();
            wave(ada, you);
            assertEquals("not_here", ada.await("Rejected").at("/errors/0/code").asText());
            awaitPresence(ada, 1, 0);
            assertShorter(GONE_LIMIT, killed);
            wave(ada, you);
            assertEquals("not_here", ada.await("Rejected").at("/errors/0/code").asText());
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"REDIS", "RABBITMQ"})
    void a_relay_that_stops_in_a_storm_loses_nothing(Over over, @TempDir Path folder) throws Exception {
        try (var fleet = Fleet.of(INSTANCES, over, folder);
                var storm = new Storm(fleet, MANY_ENTRIES)) {
            storm.awaitEntries(MANY_ENTRIES / 3);
            fleet.relay().kill();
            storm.awaitEntries(MANY_ENTRIES / 2);
            fleet.relay().start();
            storm.awaitSigners();
            storm.assertEveryReaderHasTheBook();
        }
    }

    @Tag("long")
    @Test
    void a_database_that_restarts_makes_signers_try_again_and_no_entry_twice(@TempDir Path folder) throws Exception {
        try (var fleet = Fleet.of(INSTANCES, Over.POSTGRESQL, folder);
                var storm = new Storm(fleet, MANY_ENTRIES)) {
            storm.awaitEntries(MANY_ENTRIES / 3);
            fleet.postgres().kill();
            storm.awaitRetry();
            fleet.postgres().start();
            storm.awaitSigners();
            storm.assertEveryReaderHasTheBook();
        }
    }

    private static void wave(LiveClient client, String to) throws Exception {
        client.send("{\"type\":\"Wave\",\"key\":\"\",\"to\":\"" + to + "\"}");
    }

    private static void awaitPresence(LiveClient client, int readers, int writing) throws Exception {
        var presence = client.await("Presence");
        while (presence.path("readers").asInt() != readers
                || presence.path("writing").asInt() != writing) presence = client.await("Presence");
    }

    /** How long after {@code Signed} a reader at another instance has the entry. */
    private static List<Duration> delays(Fleet fleet) throws Exception {
        var delays = new ArrayList<Duration>();
        try (var signer = LiveClient.lecture(fleet.book(0));
                var reader = LiveClient.ours(fleet.book(1))) {
            reader.next("Welcome");
            for (var number = 0; number < DELAYS; number++) {
                signer.sign(UUID.randomUUID().toString(), "Ada", "Delay " + number);
                signer.await("Signed");
                var signed = System.nanoTime();
                reader.next("Changes");
                delays.add(Duration.ofNanos(System.nanoTime() - signed));
            }
        }
        return delays;
    }

    private static void report(Over over, List<Duration> delays) {
        var sorted = delays.stream().sorted().toList();
        System.out.printf(
                "delay to another instance over %s: median %.1f ms, 99th percentile %.1f ms%n",
                over, millis(sorted.get(DELAYS / 2)), millis(sorted.get(DELAYS * 99 / 100)));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static void assertShorter(Duration limit, long sinceNanos) {
        var took = Duration.ofNanos(System.nanoTime() - sinceNanos);
        assertTrue(took.compareTo(limit) <= 0, () -> "it took " + took);
    }

    private static void awaitStatus(URI book, String status) throws Exception {
        var http = new HttpBook(book);
        var ready = new AtomicReference<JsonNode>();
        eventually(
                Duration.ofSeconds(20),
                () -> {
                    ready.set(json(http.get("health/ready")));
                    return ready.get().path("status").asText().equals(status);
                },
                ready::toString);
        assertEquals(status.equals("up") ? 0 : 1, ready.get().path("problems").size(), ready::toString);
    }

    /** Signers and readers spread over all instances. */
    private static final class Storm implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(SIGNERS + READERS);
        private final int entries;
        private final AtomicInteger acknowledged = new AtomicInteger();
        private final AtomicInteger retries = new AtomicInteger();
        private final List<Future<Void>> signers = new ArrayList<>();
        private final List<Future<List<Long>>> readers = new ArrayList<>();

        Storm(Fleet fleet, int entries) throws Exception {
            this.entries = entries;
            var epoch = fleet.epoch();
            for (var reader = 0; reader < READERS; reader++) {
                var book = fleet.book(reader);
                readers.add(threads.submit(() -> read(book, epoch, entries)));
            }
            for (var signer = 0; signer < SIGNERS; signer++) {
                var http = new HttpBook(fleet.book(signer));
                signers.add(threads.submit((Callable<Void>) () -> {
                    for (var number = 0; number < entries / SIGNERS; number++) sign(http);
                    return null;
                }));
            }
        }

        void awaitEntries(int entries) throws Exception {
            eventually(STORM_LIMIT, () -> acknowledged.get() >= entries, acknowledged::toString);
        }

        void awaitRetry() throws Exception {
            eventually(STORM_LIMIT, () -> retries.get() > 0, () -> "nobody had to try again");
        }

        void awaitSigners() throws Exception {
            for (var signer : signers) signer.get(3, TimeUnit.MINUTES);
            assertEquals(entries, acknowledged.get());
        }

        void assertEveryReaderHasTheBook() throws Exception {
            var book = LongStream.rangeClosed(1, entries).boxed().toList();
            for (var reader : readers) assertEquals(book, reader.get(1, TimeUnit.MINUTES));
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }

        /** Tries again with the same key while the book says that it cannot be written. */
        private void sign(HttpBook book) throws Exception {
            var key = UUID.randomUUID();
            while (true) {
                var answer = book.sign(key, "Ada", key.toString());
                if (answer.statusCode() == 200) {
                    acknowledged.incrementAndGet();
                    return;
                }
                assertEquals(503, answer.statusCode(), answer::body);
                assertTrue(json(answer).at("/errors/0/msg").asText().contains("again"), answer::body);
                retries.incrementAndGet();
                Thread.sleep(RETRY_MILLIS);
            }
        }

        /** The ids in the order heard. */
        private static List<Long> read(URI book, String epoch, int entries) throws Exception {
            var ids = new ArrayList<Long>();
            var revision = 0L;
            try (var socket = LiveClient.ours(book, epoch + ":0")) {
                socket.next("Welcome");
                while (revision < entries) {
                    var frame = socket.next("Changes");
                    assertEquals(revision, frame.path("from").asLong(), "a hole");
                    frame.path("changes")
                            .forEach(change ->
                                    ids.add(change.at("/createdEntry/id").asLong()));
                    revision = frame.path("to").asLong();
                }
            }
            return ids;
        }
    }
}
