package guestbook.edge;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day in twenty minutes: guests come and go while strangers attack in between; in the evening everything is as it was in the
 * morning. {@code -Dday=PT5M} makes it shorter, {@code -Dseed=…} repeats it.
 */
@Tag("long")
class DayIT {
    private static final int GUESTS = 500;
    private static final Duration DAY = Duration.parse(System.getProperty("day", "PT20M"));
    /** Until everything has been done once, and caches are as full as they will be. */
    private static final Duration MORNING = Duration.ofMinutes(1);

    private static final Duration AN_ATTACK_STAYS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_ATTACKS = Duration.ofSeconds(5);
    /** So long idle threads and connections of the server stay. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private static final Duration AT_REST_WITHIN = Duration.ofMinutes(4);

    private static final double HEAP_GROWTH_LIMIT = 1.2;
    private static final int MORE = 10;
    /** An entry's own, and of those who asked again with the same key. */
    private static final int RECEIPTS_LIMIT = 16;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());

    @Test
    @Timeout(value = 45, unit = TimeUnit.MINUTES)
    void in_the_evening_all_is_as_it_was_in_the_morning() throws Exception {
        System.out.println("-Dseed=" + seed);
        var morning = new Diary();
        var day = new Diary();
        try (var guestbook = AttackedBook.open(folder, "GUESTBOOK_PROXIES=127.0.0.1")) {
            spend(guestbook, MORNING, morning, List.of(), new ArrayList<>());
            var before = atRest(guestbook);
            System.out.println("The morning: " + morning + "; " + before);

            var attacks = new ArrayList<String>();
            spend(guestbook, DAY, day, Attack.chosen(), attacks);
            System.out.println("The day: " + day + "; attacks: " + attacks);
            assertTrue(day.signed.get() > 0, "nobody has signed");
            assertEquals(day.signed.get(), day.withdrawn.get(), "everybody has withdrawn what they signed");

            var after = new AtomicReference<>(before);
            eventually(
                    AT_REST_WITHIN,
                    () -> {
                        TimeUnit.SECONDS.sleep(5);
                        after.set(Footprint.of(guestbook));
                        return after.get().heapKilobytes() <= before.heapKilobytes() * HEAP_GROWTH_LIMIT
                                && after.get().descriptors() <= before.descriptors() + MORE
                                && after.get().threads() <= before.threads() + MORE;
                    },
                    () -> before + " in the morning, " + after + " in the evening");
            System.out.println("The evening: " + after);
            assertEquals("", guestbook.errors());
        }
        assertRowsAreAccountedFor(morning.signed.get() + day.signed.get());
    }

    /** @param done the names of the attacks, in the order in which they came */
    private void spend(GuestbookProcess guestbook, Duration time, Diary diary, List<Attack> attacks, List<String> done)
            throws Exception {
        var evening = new CountDownLatch(1);
        var failure = new AtomicReference<Throwable>();
        var people = new ArrayList<Thread>();
        var http = new HttpBook(guestbook.book());
        for (var number = 0; number < GUESTS; number++) {
            var guest = new Guest(guestbook.book(), http, number, diary, seed, evening);
            people.add(new Thread(() -> {
                try {
                    guest.spendTheDay();
                } catch (Throwable failed) {
                    failure.compareAndSet(null, failed);
                }
            }));
        }
        people.forEach(Thread::start);
        var ends = System.nanoTime() + time.toNanos();
        var chance = new Random(seed);
        var epoch = json(http.get("api/v1/changes")).path("epoch").asText();
        var order = new ArrayDeque<Attack>();
        try {
            while (System.nanoTime() < ends
                    && failure.get() == null
                    && guestbook.process().isAlive()) {
                TimeUnit.MILLISECONDS.sleep(chance.nextInt((int) BETWEEN_ATTACKS.toMillis()));
                if (order.isEmpty()) order.addAll(shuffled(attacks, chance));
                if (order.isEmpty()) continue;
                var attack = order.pop();
                done.add(attack.name());
                attack(attack, guestbook.book(), epoch);
            }
        } finally {
            evening.countDown();
        }
        for (var person : people) person.join();
        assertTrue(guestbook.process().isAlive(), guestbook::errors);
        if (failure.get() != null) throw new AssertionError("A guest was harmed, after " + done, failure.get());
    }

    private static void attack(Attack attack, URI book, String epoch) throws Exception {
        try (var visits = new Attack.Visits(book, epoch)) {
            attack.against(book, visits);
            TimeUnit.NANOSECONDS.sleep(AN_ATTACK_STAYS.toNanos());
        } catch (IOException refused) {
            // which is the book's right
        }
    }

    private static List<Attack> shuffled(List<Attack> attacks, Random chance) {
        var order = new ArrayList<>(attacks);
        Collections.shuffle(order, chance);
        return order;
    }

    private static Footprint atRest(GuestbookProcess guestbook) throws Exception {
        var http = new HttpBook(guestbook.book());
        eventually(
                AT_REST_WITHIN,
                () -> json(http.get("health/ready")).path("readers").asInt() == 0,
                () -> "readers stay though all have gone");
        TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
        return Footprint.of(guestbook);
    }

    /** Of the guests' entries rows are left without words; what strangers signed stands. */
    private void assertRowsAreAccountedFor(long withdrawn) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + folder.resolve("data/guestbook") + ";IFEXISTS=TRUE", "", "");
                var statement = connection.createStatement()) {
            assertEquals(AttackedBook.ENTRIES, count(statement, "entry where name = 'Ada'"));
            assertEquals(withdrawn, count(statement, "entry where name is null and text is null"));
            var strangers = count(statement, "entry where name in ('Eve', 'Mallory')");
            System.out.println("Strangers have signed " + strangers);
            assertEquals(AttackedBook.ENTRIES + withdrawn + strangers, count(statement, "entry"));
            assertTrue(count(statement, "receipt") <= strangers * RECEIPTS_LIMIT, "receipts");
        }
    }

    private static long count(Statement statement, String what) throws SQLException {
        try (var counted = statement.executeQuery("select count(*) from " + what)) {
            counted.next();
            return counted.getLong(1);
        }
    }
}
