package guestbook.book;

/**
 * Where the book ends.
 *
 * @param cursor the last durable change
 * @param counts entries at that revision; only of those that are public anybody else than moderators may hear
 */
public record Head(Cursor cursor, Counts counts) {
    /** How many entries everybody may read. */
    public long count() {
        return counts.published();
    }
}
