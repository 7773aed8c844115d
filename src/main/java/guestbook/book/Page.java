package guestbook.book;

import java.util.List;

/**
 * Some neighbouring public entries, and where to listen from so that nothing is missed.
 *
 * @param head the book's end when the page was read; the entries are at least as new
 * @param entries in ascending id order
 * @param hasOlder whether there are public entries before the first one
 */
public record Page(Head head, List<Entry> entries, boolean hasOlder) {}
