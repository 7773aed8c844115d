package guestbook.book;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What everybody may read, newest first, and for moderators what not everybody may; nobody else asks for it. */
final class Entries {
    private static final int SEARCHED_ENTRIES = 1_000;
    /** A page ends with the entry that makes it longer than this, in UTF-8. */
    private static final int PAGE_BYTES = 256 * 1024;
    /** More than this is a long question, as is every search. */
    private static final int SHORT_ENTRIES = 25;

    private static final int ROWS_AT_ONCE = 200;
    /** A long question keeps a processor busy; so many at once, and others wait. */
    private static final int LONG_QUESTIONS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final int WAITING_LIMIT = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** A 64th of the memory, at two bytes each. */
    private static final long FOLDED_CHARACTERS = Runtime.getRuntime().maxMemory() / 128;

    private final Database database;
    private final Folded folded = new Folded(FOLDED_CHARACTERS);
    private final Semaphore longQuestions = new Semaphore(LONG_QUESTIONS, true);

    Entries(Database database) {
        this.database = database;
    }

    /** For moderators alone. */
    EntryPage in(Head end, Entry.State state, int limit, long before) {
        return database.read(entities -> {
            var some = before(entities, state, before, limit + 1);
            var older =
                    some.size() > limit ? OptionalLong.of(some.get(limit - 1).id()) : OptionalLong.empty();
            return page(end, new ArrayList<>(some.subList(0, Math.min(limit, some.size()))), older);
        });
    }

    /** For moderators alone, the longest waiting first. */
    List<Entry> waiting(int limit, long after) {
        return database.read(entities -> entities.createQuery(
                        "select e from Entry e where e.bookId = :book and e.state = :state and e.id > :after"
                                + " order by e.bookId, e.state, e.id",
                        Entry.class)
                .setParameter("book", Book.ID)
                .setParameter("state", Entry.State.HELD)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList());
    }

    /** @param use what is made of the page, while others who have long questions wait */
    <T> T page(Head end, Terms terms, int limit, long before, Function<EntryPage, T> use) {
        if (terms.areNone() && limit <= SHORT_ENTRIES) return use.apply(page(end, terms, limit, limit, before));
        if (!findsPlace()) throw new DatabaseUnavailable("Too many are searching or reading long lists just now.");
        try {
            return use.apply(page(end, terms, limit, terms.areNone() ? limit : SEARCHED_ENTRIES, before));
        } finally {
            longQuestions.release();
        }
    }

    /** @param looks how many entries are looked at */
    private EntryPage page(Head end, Terms terms, int limit, int looks, long before) {
        return database.read(entities -> {
            var newestFirst = new ArrayList<Entry>();
            var reached = before;
            var bytes = 0;
            for (var left = looks; left > 0; left -= ROWS_AT_ONCE) {
                var step = Math.min(left, ROWS_AT_ONCE);
                var some = before(
                        entities, Entry.State.PUBLIC, reached, step + 1); // one more tells whether there are older ones
                for (var entry : some.subList(0, Math.min(some.size(), step))) {
                    if (terms.areNone() || terms.areIn(entry, folded)) {
                        if (newestFirst.size() == limit || bytes > PAGE_BYTES)
                            return page(end, newestFirst, OptionalLong.of(reached));
                        newestFirst.add(entry);
                        bytes += utf8Length(entry.name()) + utf8Length(entry.text());
                    }
                    reached = entry.id();
                }
                if (some.size() <= step) return page(end, newestFirst, OptionalLong.empty());
                entities.clear(); // what was only looked at need not be remembered
            }
            return page(end, newestFirst, OptionalLong.of(reached));
        });
    }

    private static EntryPage page(Head end, List<Entry> newestFirst, OptionalLong older) {
        Collections.reverse(newestFirst);
        return new EntryPage(end, List.copyOf(newestFirst), older);
    }

    private static List<Entry> before(EntityManager entities, Entry.State state, long before, int limit) {
        return entities.createQuery(
                        "select e from Entry e where e.bookId = :book and e.state = :state and e.id < :before"
                                + " order by e.bookId desc, e.state desc, e.id desc",
                        Entry.class)
                .setParameter("book", Book.ID)
                .setParameter("state", state)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList();
    }

    private static int utf8Length(String words) {
        return words.codePoints()
                .map(letter -> letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4)
                .sum();
    }

    private boolean findsPlace() {
        if (longQuestions.getQueueLength() >= WAITING_LIMIT) return false; // each who waits holds a thread
        try {
            return longQuestions.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
