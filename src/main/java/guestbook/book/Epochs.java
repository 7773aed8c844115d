package guestbook.book;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
        // Of all who come back with it at once one asks.
        var end = ends.computeIfAbsent(cursor.epoch(), this::end);
        if (end != null) return cursor.revision() <= end;
        return database.read(entities -> find(entities, cursor.epoch())).isPresent();
    }

    /** Null where it is not known, or has not ended. */
    private @Nullable Long end(String epoch) {
        return database.read(entities -> find(entities, epoch)
                .map(opening -> entities.find(Opening.class, opening.id() + 1))
                .map(Opening::revision)
                .orElse(null));
    }

    private static Optional<Opening> find(EntityManager entities, String epoch) {
        return entities.createQuery("select o from Opening o where o.epoch = :epoch", Opening.class)
                .setParameter("epoch", epoch)
                .getResultStream()
                .findFirst();
    }
}
