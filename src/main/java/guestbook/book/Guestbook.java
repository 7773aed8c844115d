package guestbook.book;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The guestbook itself: sign it, withdraw from it, read it, and hear when it has grown.
 *
 * <p>Questions are ordered by every column of their index, also by those that are the same in all rows: H2 knows an index's order
 * from its first column on alone, and would sort the whole book for each page.
 */
public final class Guestbook implements AutoCloseable {
    /** A signing may be tried again with its key for so long, and is made once. */
    public static final Duration KEYS_KEPT = Duration.ofDays(2);

    /** Which device an entry came from is known for so long. */
    public static final Duration SIGNERS_KEPT = Duration.ofDays(30);

    /** How long what was deleted can be brought back. */
    private static final Duration REGRET = Duration.ofSeconds(20);

    /** Another instance may have been stopped before it withdrew what it had deleted. */
    private static final Duration ERASURE_INTERVAL = Duration.ofMinutes(10);

    private static final String PUT_BACK =
            "The database was put back to an older day while the book was open; start the guestbook again.";

    private static final Logger LOG = System.getLogger(Guestbook.class.getName());

    private final Clock clock;
    private final Database database;
    private final boolean anyoneMayWithdraw;
    private final Moderation undecided;
    private final String mark;
    private final String secret;
    private final Epochs epochs;
    private final GroupCommit writer;
    private final RecentChanges recent = new RecentChanges();
    private final Entries entries;
    private final List<Runnable> grownListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> writtenListeners = new CopyOnWriteArrayList<>();
    private volatile Head head;
    private volatile Moderation moderation;
    /** When to look next for something deleted. */
    private volatile Instant nextErasure = Instant.EPOCH;
    /** The database has become older than what readers were told. */
    private volatile boolean putBack;

    /**
     * Opens the book in a database.
     *
     * @param anyoneMayWithdraw lets everybody withdraw every entry, without a receipt
     */
    public Guestbook(Database database, boolean anyoneMayWithdraw) {
        this(database, anyoneMayWithdraw, Moderation.OFF);
    }

    /** @param undecided which entries wait for the host as long as the owner has not decided */
    public Guestbook(Database database, boolean anyoneMayWithdraw, Moderation undecided) {
        this(database, anyoneMayWithdraw, undecided, Clock.systemUTC());
    }

    Guestbook(Database database, boolean anyoneMayWithdraw, Moderation undecided, Clock clock) {
        this.undecided = undecided;
        this.clock = clock;
        this.database = database;
        this.anyoneMayWithdraw = anyoneMayWithdraw;
        entries = new Entries(database);
        epochs = new Epochs(database);
        var opened = database.write(Epochs::begin);
        mark = opened.mark();
        secret = opened.secret();
        head = opened.head();
        moderation = opened.moderation().orElse(undecided);
        writer = new GroupCommit(database, clock, this::found, this::committed, this::written);
    }

    /**
     * Signs the book; the same key again is the same entry.
     *
     * @return completed when the entry is durable, failed with {@link DatabaseUnavailable} (try again with the same
     *     key) or {@link Refusal}; completed on the writer's thread, which nobody may hold up
     */
    public CompletionStage<Signed> sign(Draft draft) {
        return sign(draft, Signer.UNKNOWN, (signed, failure) -> {});
    }

    /**
     * Signs the book as {@link #sign(Draft)} does, for a signer who also listens to the book.
     *
     * @param answer hears what came of it, as the returned stage tells it, before anybody hears that the book has grown
     */
    public CompletionStage<Signed> sign(
            Draft draft, Signer signer, BiConsumer<? super Signed, ? super Throwable> answer) {
        return writer.submit(List.of(draft.keyHash()), book -> book.sign(draft, signer, undecided), answer);
    }

    /**
     * Forgets the signing keys of entries older than {@link #KEYS_KEPT}, by when nobody tries again, and who signed those that are older
     * than {@link #SIGNERS_KEPT}. To be called now and then.
     */
    public void forget() {
        var now = clock.instant();
        again(book -> book.forgetKeys(now.minus(KEYS_KEPT)));
        again(book -> book.forgetSigners(now.minus(SIGNERS_KEPT)));
    }

    /** As long as there is more to do. */
    private void again(GroupCommit.Modification<Boolean> change) {
        CompletionStage<Boolean> done = writer.submit(List.of(), change, (more, failure) -> {});
        done.thenAccept(more -> {
            if (more) again(change);
        });
    }

    /**
     * Withdraws an entry; its words are gone for good.
     *
     * @param receipt what the signer was given, or empty
     * @return failed with {@link Refusal} or {@link DatabaseUnavailable}, like {@link #sign}
     */
    public CompletionStage<Entry> withdraw(long id, String receipt) {
        return change(book -> book.withdraw(id, receipt, anyoneMayWithdraw));
    }

    /** Withdraws an entry for whoever owns the book, who needs no receipt; otherwise as {@link #withdraw(long, String)}. */
    public CompletionStage<Entry> withdraw(long id) {
        return change(book -> book.withdraw(id));
    }

    /**
     * Decides who may read entries, for whoever may decide. To readers one that becomes public is a new one, with the date of its
     * signing. What is {@linkplain Entry.State#DELETED deleted} is withdrawn a little later.
     *
     * @param ids at least one; those that are so already, or are gone, stay as they are
     * @param by what the log tells of whoever decides, 160 characters at most
     * @return what has changed, in revision order; failed like {@link #sign}, with a refusal where none of them is there
     */
    public CompletionStage<List<Judgment>> judge(Collection<Long> ids, Entry.State verdict, String by) {
        return judge(ids, EnumSet.allOf(Entry.State.class), verdict, by);
    }

    /**
     * The same, for whoever decides about what a page shows: where another moderator was faster, that stands.
     *
     * @param seen those entries alone that are still in one of these states
     */
    public CompletionStage<List<Judgment>> judge(
            Collection<Long> ids, Set<Entry.State> seen, Entry.State verdict, String by) {
        return writer.submit(List.of(), book -> book.judge(ids, seen, verdict, by), (made, failure) -> {});
    }

    /**
     * Takes judgments back, where nothing has happened to their entries since.
     *
     * @param first the revision of the first one
     * @param last that of the last one
     * @return what has changed; failed like {@link #sign}, with a refusal where there is nothing left to take back
     */
    public CompletionStage<List<Judgment>> undo(long first, long last, String by) {
        return writer.submit(List.of(), book -> book.undo(first, last, by), (made, failure) -> {});
    }

    /** What was decided before a revision, the last first. */
    public List<Judgment> judgments(long before, int limit) {
        return database.read(entities -> entities.createQuery(
                        "select j from Judgment j where j.revision < :before order by j.revision desc", Judgment.class)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList());
    }

    /**
     * Withdraws what was deleted and is not thought better of any more, on whatever instance. To be called every few seconds; mostly it
     * does nothing.
     */
    public void erase() {
        var now = clock.instant();
        if (now.isBefore(nextErasure)) return;
        nextErasure = now.plus(ERASURE_INTERVAL);
        CompletionStage<Boolean> erased =
                writer.submit(List.of(), book -> book.erase(now.minus(REGRET)), (more, failure) -> {});
        erased.whenComplete((more, failure) -> {
            if (failure != null || more) nextErasure = now;
        });
    }

    /** What is signed from now on waits for the host, or does not; entries that are there stay as they are. */
    public CompletionStage<Moderation> moderate(Moderation moderation) {
        return writer.submit(
                List.of(),
                book -> {
                    book.moderate(moderation);
                    return moderation;
                },
                (changed, failure) -> {});
    }

    /** What waits for the host, as far as this instance has heard. */
    public Moderation moderation() {
        return moderation;
    }

    /** The newest entries in one state before {@code before}, for moderators: nobody else may ask. */
    public EntryPage judged(Entry.State state, int limit, long before) {
        return entries.in(head, state, limit, before);
    }

    /**
     * The entries that wait, after {@code after}, the longest waiting first, for moderators.
     *
     * @return in that order, one more than the limit where there are more
     */
    public List<Entry> waiting(int limit, long after) {
        return entries.waiting(limit + 1, after);
    }

    private CompletionStage<Entry> change(GroupCommit.Modification<Entry> change) {
        return writer.submit(List.of(), change, (entry, failure) -> {});
    }

    /**
     * The newest public entries before {@code before}; fewer where they are long, and {@link EntryPage#older} leads on.
     *
     * @param limit at least 1
     */
    public EntryPage page(int limit, long before) {
        return page(Terms.NONE, limit, before);
    }

    /**
     * The newest public entries before {@code before} that have the terms. Where there are terms it looks at no more than a
     * thousand entries, so that it takes no longer in a large book; {@link EntryPage#older} leads on.
     *
     * @param limit at least 1
     * @throws DatabaseUnavailable also where too many are searching or read long lists
     */
    public EntryPage page(Terms terms, int limit, long before) {
        return page(terms, limit, before, page -> page);
    }

    /**
     * The same, for who makes something large of it.
     *
     * @param use is done before the next long question is asked, so that only few such pages are in memory at once
     */
    public <T> T page(Terms terms, int limit, long before, Function<EntryPage, T> use) {
        var end = head; // read before the entries, so that a listener from here misses nothing
        return entries.page(end, terms, limit, before, use);
    }

    /** The entries changed after {@code since} and no later than {@code upTo}, in revision order, at most {@code limit}. */
    public List<Entry> changes(long since, long upTo, int limit) {
        return recent.changes(since, upTo, limit).orElseGet(() -> storedChanges(since, upTo, limit));
    }

    private List<Entry> storedChanges(long since, long upTo, int limit) {
        return database.read(entities -> entities.createQuery(
                        "select e from Entry e where e.bookId = :book and e.revision > :since and e.revision <= :upTo"
                                + " order by e.bookId, e.revision",
                        Entry.class)
                .setParameter("book", Book.ID)
                .setParameter("since", since)
                .setParameter("upTo", upTo)
                .setMaxResults(limit)
                .getResultList());
    }

    /**
     * What else was signed by devices, for moderators.
     *
     * @return in which states how many of each device's entries are
     */
    public Map<UUID, Map<Entry.State, Long>> writtenBy(Collection<UUID> devices) {
        if (devices.isEmpty()) return Map.of();
        var counted = database.read(entities -> entities.createQuery(
                        "select e.device, e.state, count(e) from Entry e where e.device in :devices"
                                + " group by e.device, e.state",
                        Object[].class)
                .setParameter("devices", devices)
                .getResultList());
        var written = new HashMap<UUID, Map<Entry.State, Long>>();
        for (var row : counted)
            written.computeIfAbsent((UUID) row[0], device -> new EnumMap<>(Entry.State.class))
                    .put((Entry.State) row[1], (Long) row[2]);
        return written;
    }

    /** What nobody outside of the book knows, the same on every instance. */
    public String secret() {
        return secret;
    }

    /** Where the book ends, as far as this instance has heard. */
    public Head head() {
        return head;
    }

    /** What this book is called among its instances. */
    public String mark() {
        return mark;
    }

    /**
     * Whether a reader who stands there has heard what this book told, and may go on from there.
     *
     * @throws DatabaseUnavailable where the book must be asked and cannot answer
     */
    public boolean knows(Cursor cursor) {
        var now = head.cursor();
        if (cursor.revision() > now.revision()) return false;
        return cursor.epoch().equals(now.epoch()) || epochs.told(cursor);
    }

    /** Looks whether another instance has written, for when nobody rang. */
    public void refresh() {
        writer.lookBetweenGroups(this::look);
    }

    private void look() {
        var book = database.read(entities -> entities.find(Book.class, Book.ID));
        moderation = book.moderation().orElse(undecided);
        var now = book.head();
        found(now);
        if (now.cursor().revision() <= head.cursor().revision()) return;
        moveTo(readHead());
        ring();
    }

    /** Calls {@code listener} whenever the book may have grown, on the writer's thread or on that which {@link #refresh}es. */
    public void whenGrown(Runnable listener) {
        grownListeners.add(listener);
    }

    /** Calls {@code listener} whenever this instance has written, on the writer's thread. */
    public void whenWritten(Runnable listener) {
        writtenListeners.add(listener);
    }

    /** What keeps the book from being read or signed just now, in one sentence for the operator. */
    public Optional<String> fault() {
        try {
            database.check();
            if (putBack) return Optional.of(PUT_BACK);
            return writer.fault().map(DatabaseUnavailable::sentence);
        } catch (DatabaseUnavailable away) {
            return Optional.of(away.sentence());
        }
    }

    /** For how long the writer has not come round; it does each second unless it is at work. */
    public Duration silence() {
        return writer.silence();
    }

    /** Writes what was submitted, then ends; the database stays open. */
    @Override
    public void close() {
        writer.close();
    }

    private synchronized void moveTo(Head now) {
        if (now.cursor().revision() > head.cursor().revision()) head = now;
    }

    /** Somebody may have put the database back while it was open, and readers would miss what is written into it now. */
    private void found(Head now) {
        var told = head.cursor();
        var isOlder = now.cursor().revision() < told.revision()
                || (!now.cursor().epoch().equals(told.epoch()) && !epochs.told(told));
        if (isOlder && !putBack) LOG.log(Level.ERROR, PUT_BACK);
        putBack = isOlder;
        if (isOlder) throw new DatabaseUnavailable(PUT_BACK);
    }

    private void committed(OpenBook book) {
        moderation = book.moderation().orElse(undecided);
        if (book.changed().stream().anyMatch(entry -> entry.state() == Entry.State.DELETED))
            nextErasure = clock.instant();
        recent.add(book.openedAt(), book.changed(), book.head().cursor().revision());
        moveTo(book.head());
    }

    private void written() {
        ring();
        writtenListeners.forEach(Runnable::run);
    }

    private void ring() {
        grownListeners.forEach(Runnable::run);
    }

    /** Asked in a writing transaction, whose end makes sure that what it saw is on the disk. */
    private Head readHead() {
        return database.write(entities -> entities.find(Book.class, Book.ID).head());
    }
}
