package guestbook.book;

/** How many entries everybody may read, and how many moderators alone. */
public record Counts(long held, long published, long hidden, long spam) {}
