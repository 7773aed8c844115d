package guestbook.book;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What this instance wrote last, without a gap, so that nobody asks the database for what was written a moment ago. */
final class RecentChanges {
    private static final int LIMIT = 1_024;

    private final Deque<Entry> changes = new ArrayDeque<>();
    private long floor;
    private long end;
    /** The last of those that were signed; whatever has a lower number was changed again. */
    private long newestId;

    /** Takes what one transaction changed between two revisions, in revision order. */
    synchronized void add(long since, List<Entry> changed, long upTo) {
        if (since != end) { // another instance wrote between, or a transaction ended nobody knows how
            changes.clear();
            floor = since;
        }
        for (var entry : changed) {
            if (entry.id() <= newestId) changes.removeIf(old -> old.id() == entry.id());
            changes.add(entry);
            newestId = Math.max(newestId, entry.id());
        }
        end = upTo;
        while (changes.size() > LIMIT) floor = changes.remove().revision();
    }

    /** The changes after {@code since} and no later than {@code upTo}; empty where the recent does not hold them all. */
    synchronized Optional<List<Entry>> changes(long since, long upTo, int limit) {
        if (since < floor || upTo > end) return Optional.empty();
        var later = new ArrayDeque<Entry>();
        // From the end, near which everybody stands.
        for (var newest = changes.descendingIterator(); newest.hasNext(); ) {
            var entry = newest.next();
            if (entry.revision() <= since) break;
            if (entry.revision() <= upTo) later.addFirst(entry);
        }
        return Optional.of(later.stream().limit(limit).toList());
    }
}
