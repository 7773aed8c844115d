package guestbook.book;

import java.util.List;
import java.util.OptionalLong;

/**
 * Some neighbouring public entries, and where to listen from so that nothing is missed.
 *
 * @param head the book's end when the page was read; the entries are at least as new
 * @param entries in ascending id order
 * @param older before which id there are public entries yet; empty at the book's beginning
 */
public record EntryPage(Head head, List<Entry> entries, OptionalLong older) {}
