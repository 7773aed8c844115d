package guestbook.book;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out by itself that a book was put back to an older day. Each opening of the book begins an epoch, at the revision where it was
 * found. A backup knows the epochs before it and begins another: what was told after the backup, under an epoch that it knows, lies
 * behind that epoch's end; and one that it does not know was begun after the backup.
 */
final class Epochs {
    /** Cursors of older ones are of no use any more. */
    private static final long KEPT = 1_000;

    private static final int EPOCH_BYTES = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    /** Where those end that have ended. */
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    Epochs(Database database) {
        this.database = database;
    }

    /** Begins one, with the book's row locked, so that no instance tells a later revision under an earlier one. */
    static Book begin(EntityManager entities) {
        var book = entities.find(Book.class, Book.ID, LockModeType.PESSIMISTIC_WRITE);
        var id = 1
                + entities.createQuery("select coalesce(max(o.id), 0) from Opening o", Long.class)
                        .getSingleResult();
        entities.createQuery("delete from Opening o where o.id <= :last")
                .setParameter("last", id - KEPT)
                .executeUpdate();
        var epoch = new byte[EPOCH_BYTES];
        RANDOM.nextBytes(epoch);
        var opening = new Opening(
                id, HexFormat.of().formatHex(epoch), book.head().cursor().revision());
        entities.persist(opening);
        book.opened(opening);
        return book;
    }

    /**
     * Whether this book has told that place.
     *
     * @param cursor no further than where the book ends now
     */
    boolean told(Cursor cursor) {
        var end = ends.get(cursor.epoch());
        if (end != null) return cursor.revision() <= end;
        var opening = database.read(entities -> find(entities, cursor.epoch()));
        if (opening.isEmpty()) return false;
        var next = database.read(entities ->
                Optional.ofNullable(entities.find(Opening.class, opening.get().id() + 1)));
        next.ifPresent(later -> ends.put(cursor.epoch(), later.revision()));
        return next.isEmpty() || cursor.revision() <= next.get().revision();
    }

    private static Optional<Opening> find(EntityManager entities, String epoch) {
        return entities.createQuery("select o from Opening o where o.epoch = :epoch", Opening.class)
                .setParameter("epoch", epoch)
                .getResultStream()
                .findFirst();
    }
}
