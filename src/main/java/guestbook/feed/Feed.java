package guestbook.feed;

import guestbook.book.Cursor;
import guestbook.book.Guestbook;
import guestbook.book.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What happened since a revision: the recent changes from memory, older ones from the book. */
public final class Feed {
    private static final int RECENT_CHANGES = 1_024;
    private static final int READ_LIMIT = 100;
    /** Most readers stand at a few places; who stands elsewhere gets a short frame that nobody keeps. */
    private static final int SHARED_FRAMES = 256;

    private static final int SHARED_CHARACTERS = 1024 * 1024;

    private final Guestbook guestbook;
    private final Object advancing = new Object();
    /** So far it is told: whoever signed up to here has been answered. */
    private volatile Head told;

    private volatile Recent recent;

    /** Starts with the book's latest changes, so that readers who come back after a restart ask memory. */
    public Feed(Guestbook guestbook) {
        this.guestbook = guestbook;
        var head = guestbook.head();
        var floor = Math.max(0, head.cursor().revision() - RECENT_CHANGES);
        recent = new Recent(floor, head, read(floor, head, RECENT_CHANGES));
        told = head;
        guestbook.whenGrown(this::tell);
    }

    /** Where the feed ends. */
    public Head head() {
        return recent.head;
    }

    /**
     * Reads what the book has told and the feed lacks, in order; for whoever walks over the readers.
     *
     * <p>A group of entries is told when its signers' answers are on their way, so that no signer hears of its entry before its
     * answer.
     */
    public void advance() {
        synchronized (advancing) {
            advanceTo(told);
        }
    }

    /** Synchronized so that it never goes back; the writer, who calls it, does not wait for {@link #advance}. */
    private synchronized void tell() {
        told = guestbook.head();
    }

    private void advanceTo(Head head) {
        while (recent.revision() < head.cursor().revision()) {
            var later = read(recent.revision(), head, RECENT_CHANGES);
            var complete = later.size() < RECENT_CHANGES;
            var reached = complete
                    ? head
                    : new Head(
                            new Cursor(
                                    head.cursor().epoch(),
                                    later.get(later.size() - 1).revision()),
                            head.counts());
            recent = recent.with(later, reached);
        }
    }

    /** What follows {@code since}, where memory reaches back that far. */
    public Optional<Changes> recent(long since) {
        return recent.since(since);
    }

    /** What follows {@code since}, everything that was acknowledged before this call included. */
    public Changes since(long since) {
        var current = recent;
        var head = guestbook.head();
        return current.revision() < head.cursor().revision()
                ? stored(since, head)
                : current.since(since).orElseGet(() -> stored(since, head));
    }

    /** What follows {@code since} and has been told, from the book itself. */
    public Changes stored(long since) {
        return stored(since, told);
    }

    private Changes stored(long since, Head head) {
        var later = read(since, head, READ_LIMIT);
        return Changes.after(since, later, Changes.SHORT_CHARACTERS, later.size() < READ_LIMIT, head);
    }

    /** Where a reader stands who brings no cursor: at the book's end. */
    public Standing stand() {
        return Standing.atEnd(guestbook.head(), false);
    }

    /**
     * Where a reader stands who brings a cursor.
     *
     * @param written the cursor as the reader wrote it
     * @throws guestbook.book.DatabaseUnavailable where the book must be asked and cannot answer
     */
    public Standing stand(String written) {
        var cursor = Cursor.parse(written);
        if (cursor.isEmpty()) return Standing.atEnd(guestbook.head(), true);
        var claimed = cursor.get();
        // Another instance may be ahead of what this one has heard.
        if (claimed.revision() > guestbook.head().cursor().revision()) guestbook.refresh();
        var head = guestbook.head();
        return guestbook.knows(claimed) ? new Standing(head, claimed, false) : Standing.atEnd(head, true);
    }

    private List<Change> read(long since, Head head, int limit) {
        return guestbook.changes(since, head.cursor().revision(), limit).stream()
                .map(Change::new)
                .toList();
    }

    /**
     * A reader's place in the book.
     *
     * @param head the book's end
     * @param place what the reader has seen, in the epoch in which it was told
     * @param reset whether the reader's cursor was of no use and its entries must be loaded anew
     */
    public record Standing(Head head, Cursor place, boolean reset) {
        static Standing atEnd(Head head, boolean reset) {
            return new Standing(head, head.cursor(), reset);
        }

        /** The revision of that place. */
        public long revision() {
            return place.revision();
        }
    }

    /** The changes after {@code floor}; never changed, so it is read without a lock. */
    private static final class Recent {
        private final long floor;
        private final Head head;
        private final List<Change> changes;
        private final Map<Long, Changes> frames = new ConcurrentHashMap<>();
        private final AtomicLong sharedCharacters = new AtomicLong();
        /** Of the entries that are told of here the one that was signed last; whatever has a lower number was changed again. */
        private final long newestId;

        Recent(long floor, Head head, List<Change> changes) {
            this(floor, head, changes, newest(0, changes));
        }

        private Recent(long floor, Head head, List<Change> changes, long newestId) {
            this.floor = floor;
            this.head = head;
            this.changes = changes;
            this.newestId = newestId;
        }

        private static long newest(long known, List<Change> changes) {
            return Math.max(
                    known, changes.stream().mapToLong(Change::entryId).max().orElse(0));
        }

        long revision() {
            return head.cursor().revision();
        }

        Optional<Changes> since(long since) {
            if (since < floor) return Optional.empty();
            var shared = frames.get(since);
            if (shared != null) return Optional.of(shared);
            if (frames.size() >= SHARED_FRAMES || sharedCharacters.get() > SHARED_CHARACTERS)
                return Optional.of(frame(since, Changes.SHORT_CHARACTERS));
            return Optional.of(frames.computeIfAbsent(since, place -> {
                var frame = frame(place, Changes.LONG_CHARACTERS);
                sharedCharacters.addAndGet(frame.json().length());
                return frame;
            }));
        }

        private Changes frame(long since, int limitCharacters) {
            return Changes.after(since, after(since), limitCharacters, true, head);
        }

        Recent with(List<Change> later, Head reached) {
            var changedAgain = later.stream()
                    .map(Change::entryId)
                    .filter(id -> id <= newestId)
                    .collect(Collectors.toSet());
            var all = new ArrayList<>(changes);
            if (!changedAgain.isEmpty()) all.removeIf(old -> changedAgain.contains(old.entryId()));
            all.addAll(later);
            var surplus = all.size() - RECENT_CHANGES;
            var newest = newest(newestId, later);
            if (surplus <= 0) return new Recent(floor, reached, all, newest);
            var kept = List.copyOf(all.subList(surplus, all.size()));
            return new Recent(all.get(surplus - 1).revision(), reached, kept, newest);
        }

        private List<Change> after(long since) {
            var low = 0;
            var high = changes.size();
            while (low < high) {
                var middle = (low + high) >>> 1;
                if (changes.get(middle).revision() > since) high = middle;
                else low = middle + 1;
            }
            return changes.subList(low, changes.size());
        }
    }
}
