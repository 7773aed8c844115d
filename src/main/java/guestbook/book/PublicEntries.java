package guestbook.book;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What everybody may read, newest first; nobody else asks for it. */
final class PublicEntries {
    private static final int SEARCHED_ENTRIES = 1_000;
    /** A page ends with the entry that makes it longer than this. */
    private static final int PAGE_CHARACTERS = 256 * 1024;

    private static final int ROWS_AT_ONCE = 200;
    /** Who searches keeps a processor busy; so many may, and others wait. */
    private static final int SEARCHES = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final Duration SEARCH_PATIENCE = Duration.ofSeconds(2);
    /** A 64th of the memory, at two bytes each. */
    private static final long FOLDED_CHARACTERS = Runtime.getRuntime().maxMemory() / 128;

    private final Database database;
    private final Folded folded = new Folded(FOLDED_CHARACTERS);
    private final Semaphore searching = new Semaphore(SEARCHES, true);

    PublicEntries(Database database) {
        this.database = database;
    }

    Page list(Head end, int limit, long before) {
        return page(end, Terms.NONE, limit, limit, before);
    }

    Page search(Head end, Terms terms, int limit, long before) {
        if (!findsPlace()) throw new DatabaseUnavailable("Too many are searching just now.");
        try {
            return page(end, terms, limit, SEARCHED_ENTRIES, before);
        } finally {
            searching.release();
        }
    }

    /** @param looks how many entries are looked at */
    private Page page(Head end, Terms terms, int limit, int looks, long before) {
        return database.read(entities -> {
            var newestFirst = new ArrayList<Entry>();
            var reached = before;
            var characters = 0;
            for (var left = looks; left > 0; left -= ROWS_AT_ONCE) {
                var step = Math.min(left, ROWS_AT_ONCE);
                var some = before(entities, reached, step + 1); // one more tells whether there are older ones
                for (var entry : some.subList(0, Math.min(some.size(), step))) {
                    if (terms.areNone() || terms.areIn(entry, folded)) {
                        if (newestFirst.size() == limit || characters > PAGE_CHARACTERS)
                            return page(end, newestFirst, OptionalLong.of(reached));
                        newestFirst.add(entry);
                        characters += entry.name().length() + entry.text().length();
                    }
                    reached = entry.id();
                }
                if (some.size() <= step) return page(end, newestFirst, OptionalLong.empty());
                entities.clear(); // what was only looked at need not be remembered
            }
            return page(end, newestFirst, OptionalLong.of(reached));
        });
    }

    private static Page page(Head end, List<Entry> newestFirst, OptionalLong older) {
        Collections.reverse(newestFirst);
        return new Page(end, List.copyOf(newestFirst), older);
    }

    private static List<Entry> before(EntityManager entities, long before, int limit) {
        return entities.createQuery(
                        "select e from Entry e where e.bookId = :book and e.state = :state and e.id < :before"
                                + " order by e.bookId desc, e.state desc, e.id desc",
                        Entry.class)
                .setParameter("book", Book.ID)
                .setParameter("state", Entry.State.PUBLIC)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList();
    }

    private boolean findsPlace() {
        try {
            return searching.tryAcquire(SEARCH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
