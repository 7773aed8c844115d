package guestbook.edge;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.backing.Balancer;
import guestbook.backing.Certificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a stranger tries, honest guests are answered, nothing is lost, and afterwards all is as it was. */
@Tag("long")
class AttackIT {
    private static final Duration ATTACK_LASTS = Duration.ofSeconds(5);
    private static final Duration ATTACK_LASTS_BEHIND_PROXY = Duration.ofSeconds(3);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration BACK_LIMIT = Duration.ofSeconds(60);
    private static final double GROWTH_LIMIT = 1.2;
    /** Of the heap, while an attack lasts. */
    private static final long HELD_KILOBYTES_LIMIT = 128 * 1024;
    /** Of the system's, for what nobody reads; behind a proxy its own sockets count as well. */
    private static final long HELD_BY_SOCKETS_KILOBYTES_LIMIT = 384 * 1024;

    @TempDir
    private Path folder;

    @Test
    void nobody_stops_the_book() throws Exception {
        try (var guestbook = AttackedBook.open(folder)) {
            attack(guestbook, guestbook.book(), ATTACK_LASTS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nor_one_behind_a_proxy(Balancer.Kind kind, @TempDir Path secrets) throws Exception {
        var before = SSLContext.getDefault();
        var certificate = new Certificate(secrets);
        SSLContext.setDefault(certificate.trust());
        try (var guestbook = AttackedBook.open(folder, "GUESTBOOK_PROXIES=127.0.0.1");
                var proxy = new Balancer(kind, certificate, List.of(guestbook.book()))) {
            proxy.start();
            attack(guestbook, proxy.book(), ATTACK_LASTS_BEHIND_PROXY);
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private static void attack(GuestbookProcess guestbook, URI book, Duration lasts) throws Exception {
        var epoch = json(new HttpBook(book).get("api/v1/changes")).path("epoch").asText();
        var failures = new ArrayList<String>();
        var otherSockets = Footprint.socketKilobytes();
        try (var honest = new Honest(book, epoch)) {
            LockSupport.parkNanos(lasts.toNanos());
            System.out.println("before: " + honest.slowest());
            var first = Footprint.heapKilobytes(guestbook);
            for (var attack : Attack.chosen()) {
                // Caches fill, but not attack by attack without end.
                var before = Math.min(Footprint.heapKilobytes(guestbook), (long) (first * GROWTH_LIMIT));
                honest.slowest();
                var processorBefore = processorTime(guestbook);
                var during = 0L;
                var sockets = 0L;
                try (var visits = new Attack.Visits(book, epoch)) {
                    try {
                        attack.against(book, visits);
                    } catch (IOException refused) {
                        System.out.println(attack + ": " + refused);
                    }
                    assertTrue(visits.made() > 0, () -> attack + " has not happened");
                    LockSupport.parkNanos(lasts.toNanos());
                    during = Footprint.heapKilobytes(guestbook);
                    sockets = Footprint.socketKilobytes() - otherSockets;
                    try {
                        attack.assertRepelled(book, visits);
                    } catch (AssertionError | IOException got) {
                        failures.add(attack + " was not repelled: " + got);
                    }
                }
                var processor = processorTime(guestbook).minus(processorBefore);
                if (during > HELD_KILOBYTES_LIMIT) failures.add(attack + " holds " + during + " KB");
                if (sockets > HELD_BY_SOCKETS_KILOBYTES_LIMIT && book.equals(guestbook.book()))
                    failures.add(attack + " makes the system hold " + sockets + " KB");
                if (processor.compareTo(attack.processorLimit()) > 0) failures.add(attack + " has cost " + processor);
                var slowest = honest.slowest();
                if (slowest.took().compareTo(ANSWER_LIMIT) > 0) failures.add(attack + ": " + slowest);
                var begin = System.nanoTime();
                var after = new AtomicLong();
                eventually(
                        BACK_LIMIT,
                        () -> after.updateAndGet(earlier -> Footprint.heapKilobytes(guestbook))
                                <= before * GROWTH_LIMIT,
                        () -> attack + " has left " + after + " KB, and there were " + before);
                System.out.printf(
                        "%s: the slowest %s; processor %s; %d KB before, %d while it lasts, sockets %d, %s after %d ms%n",
                        attack,
                        slowest,
                        processor,
                        before,
                        during,
                        sockets,
                        after,
                        Duration.ofNanos(System.nanoTime() - begin).toMillis());
            }
            honest.assertNothingIsLost();
        }
        assertEquals(List.of(), failures);
        assertEquals("", guestbook.errors());
    }

    private static Duration processorTime(GuestbookProcess guestbook) {
        assertTrue(guestbook.process().isAlive(), () -> "the process has ended: " + guestbook.errors());
        // The system does not always tell it.
        return guestbook.process().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
