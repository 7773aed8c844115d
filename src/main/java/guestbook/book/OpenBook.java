package guestbook.book;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;

/** The book, locked for the changes of one transaction. */
final class OpenBook {
    private static final long FORGOTTEN_AT_ONCE = 2_000;
    private static final int UNDONE_AT_ONCE = 1_000;

    private final EntityManager entities;
    private final Book book;
    private final Map<UUID, Entry> signed = new HashMap<>();
    private final Instant now;
    private final long openedAt;
    private final Set<Entry> changed = new HashSet<>();

    /** Locks the book first, so that every key signed before is seen. */
    OpenBook(EntityManager entities, Collection<UUID> keys, Clock clock) {
        this.entities = entities;
        book = entities.find(Book.class, Book.ID, LockModeType.PESSIMISTIC_WRITE);
        openedAt = book.head().cursor().revision();
        now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!keys.isEmpty()) idsOf(keys).forEach(this::remember);
    }

    /** Of ids alone, because keys that are known are rare and entities of such a statement expensive. */
    private List<Long> idsOf(Collection<UUID> keys) {
        return entities.createNamedQuery(Entry.IDS_OF_KEYS, Long.class)
                .setParameter("keys", keys.toArray(UUID[]::new))
                .getResultList();
    }

    private void remember(long id) {
        var entry = entities.find(Entry.class, id);
        if (entry.keyHash() != null) signed.put(entry.keyHash(), entry);
    }

    /**
     * The key's entry, or a new one.
     *
     * @param undecided what waits for the host as long as the owner has not decided
     */
    Signed sign(Draft draft, Signer signer, Moderation undecided) throws Refusal {
        var secret = Secret.fresh();
        var earlier = signed.get(draft.keyHash());
        if (earlier == null) return new Signed(added(draft, signer, Secret.hash(secret), undecided), secret);
        if (!earlier.isOf(draft))
            throw new Refusal(
                    Refusal.Reason.OTHER_WORDS, "This key has signed other words; sign anything new with a new key.");
        if (!earlier.hasWords()) throw new Refusal(Refusal.Reason.WITHDRAWN, "This entry was withdrawn.");
        addReceipt(secret, earlier);
        return new Signed(earlier, secret);
    }

    /** The first receipt and the last ones stay good: whoever asks so often has lost the others. */
    private void addReceipt(String secret, Entry entry) {
        var known = entities.createQuery("select count(r) from Receipt r where r.entry = :entry", Long.class)
                .setParameter("entry", entry)
                .getSingleResult();
        if (known + 2 > Receipt.LIMIT) deleteReceipts(entry);
        entities.persist(new Receipt(secret, entry));
    }

    /**
     * Forgets the signing keys of what was signed before a moment, of some thousand entries at a time, so that no signer waits long.
     *
     * @return whether there may be more
     */
    boolean forgetKeys(Instant before) {
        return forget(before, book.keysForgotten(), "e.keyHash = null, e.draftHash = null", book::keysForgotten);
    }

    /** Forgets which device it came from, likewise. */
    boolean forgetSigners(Instant before) {
        return forget(before, book.signersForgotten(), "e.device = null", book::signersForgotten);
    }

    private boolean forget(Instant before, long from, String forgotten, LongConsumer reached) {
        var upTo = entities.createQuery(
                        "select max(e.id) from Entry e where e.id > :from and e.id <= :upTo and e.signedAt < :before",
                        Long.class)
                .setParameter("from", from)
                .setParameter("upTo", from + FORGOTTEN_AT_ONCE)
                .setParameter("before", before)
                .getSingleResult();
        if (upTo == null) {
            // Perhaps all of these were withdrawn, which have no date, and later ones are old as well.
            var later = entities.createQuery(
                            "select min(e.id) from Entry e where e.id > :upTo and e.signedAt < :before", Long.class)
                    .setParameter("upTo", from + FORGOTTEN_AT_ONCE)
                    .setParameter("before", before)
                    .getSingleResult();
            if (later == null) return false;
            upTo = from + FORGOTTEN_AT_ONCE;
        }
        entities.createQuery("update Entry e set " + forgotten + " where e.id > :from and e.id <= :upTo")
                .setParameter("from", from)
                .setParameter("upTo", upTo)
                .executeUpdate();
        reached.accept(upTo);
        return upTo == from + FORGOTTEN_AT_ONCE;
    }

    /** Withdraws an entry for whoever holds its receipt, or a public one for anybody. */
    Entry withdraw(long id, String receipt, boolean anyone) throws Refusal {
        var entry = entry(id);
        var isSigners = isReceiptFor(entry, receipt);
        if (!isSigners && !entry.isPublic()) throw unknown(id); // whose words nobody else knows of
        if (!isSigners && !anyone)
            throw new Refusal(Refusal.Reason.FORBIDDEN, "Only who signed the entry may withdraw it, with the receipt.");
        return withdraw(entry);
    }

    /** Withdraws an entry for whoever owns the book. */
    Entry withdraw(long id) throws Refusal {
        return withdraw(entry(id));
    }

    private Entry withdraw(Entry entry) {
        entry.become(Entry.State.WITHDRAWN, book);
        changed.add(entry);
        deleteReceipts(entry);
        return entry;
    }

    /**
     * Decides who may read these entries; those that are so already, or are gone, stay as they are.
     *
     * @param seen those alone that are still in one of these states
     * @param by what the log tells of whoever decides
     */
    List<Judgment> judge(Collection<Long> ids, Set<Entry.State> seen, Entry.State verdict, String by) throws Refusal {
        var found = ids.stream().distinct().flatMap(id -> found(id).stream()).toList();
        if (found.isEmpty()) throw unknown(ids.iterator().next());
        return found.stream()
                .filter(entry -> entry.state() != verdict && seen.contains(entry.state()))
                .map(entry -> judge(entry, verdict, by))
                .toList();
    }

    private Judgment judge(Entry entry, Entry.State verdict, String by) {
        var was = entry.state();
        entry.become(verdict, book);
        changed.add(entry);
        var judgment = new Judgment(entry, was, now, by);
        entities.persist(judgment);
        return judgment;
    }

    /**
     * Takes judgments back, where nothing has happened to their entries since.
     *
     * @param first the revision of the first of them
     * @param last that of the last
     */
    List<Judgment> undo(long first, long last, String by) throws Refusal {
        var made = entities.createQuery(
                        "select j from Judgment j where j.revision between :first and :last order by j.revision desc",
                        Judgment.class)
                .setParameter("first", first)
                .setParameter("last", last)
                .setMaxResults(UNDONE_AT_ONCE)
                .getResultList();
        var undone = new ArrayList<Judgment>();
        for (var judgment : made)
            found(judgment.entryId())
                    .filter(entry -> entry.revision() == judgment.revision())
                    .ifPresent(entry -> undone.add(judge(entry, judgment.was(), by)));
        if (undone.isEmpty()) throw new Refusal(Refusal.Reason.UNKNOWN, "There is nothing left to take back.");
        return undone;
    }

    /**
     * Takes the words of what was deleted before a moment out for good.
     *
     * @return whether there is something else that was deleted
     */
    boolean erase(Instant before) {
        var deleted = entities.createQuery(
                        "select e, j.madeAt from Entry e, Judgment j where e.bookId = :book and e.state = :state"
                                + " and j.revision = e.revision",
                        Object[].class)
                .setParameter("book", Book.ID)
                .setParameter("state", Entry.State.DELETED)
                .getResultList();
        var old = deleted.stream()
                .filter(row -> ((Instant) row[1]).isBefore(before))
                .map(row -> (Entry) row[0])
                .toList();
        old.forEach(this::withdraw);
        return old.size() < deleted.size();
    }

    /** What is signed from now on waits for the host, or does not. */
    void moderate(Moderation moderation) {
        book.moderate(moderation);
    }

    /** One that has its words. */
    private Entry entry(long id) throws Refusal {
        return found(id).orElseThrow(() -> unknown(id));
    }

    private Optional<Entry> found(long id) {
        return Optional.ofNullable(entities.find(Entry.class, id)).filter(Entry::hasWords);
    }

    private static Refusal unknown(long id) {
        return new Refusal(Refusal.Reason.UNKNOWN, "There is no entry " + id + ".");
    }

    private void deleteReceipts(Entry entry) {
        entities.createQuery("delete from Receipt r where r.entry = :entry")
                .setParameter("entry", entry)
                .executeUpdate();
    }

    /** Writes the book's row as it is, to learn whether the database can be written. */
    void touch() {
        entities.createQuery("update Book b set b.revision = b.revision").executeUpdate();
    }

    /** What the owner has decided, if anything. */
    Optional<Moderation> moderation() {
        return book.moderation();
    }

    /** Where the book ends now; still true when the transaction has ended. */
    Head head() {
        return book.head();
    }

    /** The revision that the transaction found. */
    long openedAt() {
        return openedAt;
    }

    /** What the transaction changed, in revision order. */
    List<Entry> changed() {
        return changed.stream()
                .sorted(Comparator.comparingLong(Entry::revision))
                .toList();
    }

    private Entry added(Draft draft, Signer signer, String receiptHash, Moderation undecided) {
        var isHeld = book.moderation().orElse(undecided) == Moderation.ALL;
        var entry = new Entry(book, draft, signer, receiptHash, now, isHeld);
        entities.persist(entry);
        signed.put(draft.keyHash(), entry);
        changed.add(entry);
        return entry;
    }

    private boolean isReceiptFor(Entry entry, String secret) {
        var hash = Secret.hash(secret);
        return entry.hasReceipt(hash)
                || Optional.ofNullable(entities.find(Receipt.class, hash))
                        .filter(receipt -> receipt.isFor(entry))
                        .isPresent();
    }
}
