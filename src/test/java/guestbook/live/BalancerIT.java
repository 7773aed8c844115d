package guestbook.live;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.backing.Balancer;
import guestbook.backing.Certificate;
import guestbook.live.Fleet.Over;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three instances behind a load balancer with TLS; one is killed under load, another is drained. */
class BalancerIT {
    private static final int INSTANCES = 3;
    private static final int SIGNERS = 6;
    private static final int READERS = 30;
    private static final int ENTRIES = 900;
    /** A client that was refused waits a little, as the page does. */
    private static final long RETRY_MILLIS = 100;

    private static final Duration STORM_LIMIT = Duration.ofMinutes(2);
    private static final Duration BACK_LIMIT = Duration.ofSeconds(5);
    /** What a balancer or an instance answers that cannot say whether the entry was signed. */
    private static final Set<Integer> TRY_AGAIN = Set.of(502, 503, 504);

    @TempDir
    private static Path secrets;

    private static SSLContext before;
    private static Certificate certificate;

    @BeforeAll
    static void trustTheCertificate() throws Exception {
        before = SSLContext.getDefault();
        certificate = new Certificate(secrets);
        SSLContext.setDefault(certificate.trust());
    }

    @AfterAll
    static void trustAsBefore() {
        SSLContext.setDefault(before);
    }

    @Test
    void readers_of_a_lost_instance_are_back_on_another_and_nothing_is_lost(@TempDir Path folder) throws Exception {
        readers_of_a_lost_instance_are_back_on_another_and_nothing_is_lost(Balancer.Kind.NGINX, folder);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NGINX")
    void readers_of_a_lost_instance_are_back_on_another_and_nothing_is_lost(Balancer.Kind kind, @TempDir Path folder)
            throws Exception {
        var threads = Executors.newFixedThreadPool(SIGNERS + READERS);
        try (var fleet = Fleet.of(INSTANCES, Over.POSTGRESQL, folder);
                var balancer = new Balancer(kind, certificate, fleet.books())) {
            balancer.start();
            assertTellsForWhomItAsks(balancer);
            var epoch = fleet.epoch();
            var gaps = new ConcurrentLinkedQueue<Duration>();
            var readers = new ArrayList<Future<List<Long>>>();
            for (var reader = 0; reader < READERS; reader++)
                readers.add(threads.submit(() -> read(balancer.book(), epoch, gaps)));
            var acknowledged = new AtomicInteger();
            var retries = new AtomicInteger();
            var signers = new ArrayList<Future<Void>>();
            for (var signer = 0; signer < SIGNERS; signer++) {
                var book = new HttpBook(balancer.book());
                signers.add(threads.submit((Callable<Void>) () -> {
                    for (var number = 0; number < ENTRIES / SIGNERS; number++) sign(book, acknowledged, retries);
                    return null;
                }));
            }
            eventually(STORM_LIMIT, () -> acknowledged.get() >= ENTRIES / 3, acknowledged::toString);
            fleet.instance(0).kill();
            var killed = gaps.size();
            eventually(STORM_LIMIT, () -> acknowledged.get() >= ENTRIES * 2 / 3, acknowledged::toString);
            fleet.instance(1).stop();
            for (var signer : signers) signer.get(3, TimeUnit.MINUTES);

            var book = LongStream.rangeClosed(1, ENTRIES).boxed().toList();
            for (var reader : readers) assertEquals(book, reader.get(1, TimeUnit.MINUTES));
            assertEquals(0, killed, "nobody lost the connection before");
            var longest = gaps.stream().max(Duration::compareTo).orElseThrow();
            System.out.printf(
                    "%s: %d readers came back, the last after %d ms; %d signings were tried again%n",
                    kind, gaps.size(), longest.toMillis(), retries.get());
            assertTrue(gaps.size() >= READERS / INSTANCES, gaps::toString);
            assertTrue(longest.compareTo(BACK_LIMIT) <= 0, longest::toString);
        } finally {
            threads.shutdownNow();
        }
    }

    /** And not what a client says about itself. */
    private static void assertTellsForWhomItAsks(Balancer balancer) throws Exception {
        var seen = json(new HttpBook(balancer.book())
                .get("lab/connection", "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "http"));
        assertTrue(seen.path("secure").asBoolean(), seen::toString);
        assertEquals("127.0.0.1", seen.path("address").asText(), seen::toString);
    }

    /** Tries again with the same key while nobody says that it is signed. */
    private static void sign(HttpBook book, AtomicInteger acknowledged, AtomicInteger retries) throws Exception {
        var key = UUID.randomUUID();
        while (true) {
            var answer = Optional.<HttpResponse<String>>empty();
            try {
                answer = Optional.of(book.sign(key, "Ada", key.toString()));
            } catch (IOException lost) {
                // the outcome is unknown
            }
            if (answer.isPresent() && answer.get().statusCode() == 200) {
                assertEquals(key.toString(), json(answer.get()).path("text").asText(), "somebody else's answer");
                acknowledged.incrementAndGet();
                return;
            }
            answer.ifPresent(response -> assertTrue(TRY_AGAIN.contains(response.statusCode()), response::body));
            retries.incrementAndGet();
            Thread.sleep(RETRY_MILLIS);
        }
    }

    /** The ids in the order heard by a reader who comes back with a cursor whenever the connection is lost. */
    private static List<Long> read(URI book, String firstEpoch, Queue<Duration> gaps) throws Exception {
        var ids = new ArrayList<Long>();
        var epoch = firstEpoch;
        var revision = 0L;
        var lost = 0L;
        while (revision < ENTRIES) {
            try (var socket = LiveClient.ours(book, epoch + ":" + revision)) {
                if (socket.nextOrEnd().isEmpty()) continue;
                if (lost != 0) gaps.add(Duration.ofNanos(System.nanoTime() - lost));
                for (var frame = socket.nextOrEnd(); frame.isPresent(); frame = socket.nextOrEnd()) {
                    assertEquals(revision, frame.get().path("from").asLong(), "a hole");
                    frame.get()
                            .path("changes")
                            .forEach(change ->
                                    ids.add(change.at("/createdEntry/id").asLong()));
                    epoch = frame.get().path("epoch").asText();
                    revision = frame.get().path("to").asLong();
                    if (revision == ENTRIES) return ids;
                }
                lost = System.nanoTime();
            } catch (DeploymentException | IOException nobodyThere) {
                Thread.sleep(RETRY_MILLIS);
            }
        }
        return ids;
    }
}
