package guestbook.book;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in the book, written {@code epoch:revision}: everything up to this revision has been seen.
 *
 * @param epoch 1 to 12 of {@code a-z0-9}, begun by an opening of the book; another book knows it not, and one that was restored from older days
 *     knows where it ended
 * @param revision the number of the last change seen; 0 before the first
 */
public record Cursor(String epoch, long revision) {
    private static final Pattern WRITTEN = Pattern.compile("([a-z0-9]{1,12}):([0-9]{1,18})");

    /** Reads a cursor; empty where the words are none. */
    public static Optional<Cursor> parse(String written) {
        var match = WRITTEN.matcher(written);
        return match.matches()
                ? Optional.of(new Cursor(match.group(1), Long.parseLong(match.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return epoch + ":" + revision;
    }
}
