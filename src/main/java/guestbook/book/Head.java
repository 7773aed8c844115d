package guestbook.book;

/**
 * Where the book ends: its last durable change and how many entries everybody may read.
 *
 * @param cursor the last change
 * @param count public entries at that revision
 */
public record Head(Cursor cursor, long count) {}
