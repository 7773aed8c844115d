package guestbook.book;

/**
 * The answer to a signing that is kept for good.
 *
 * @param entry the entry as it stands in the book
 * @param receipt the secret that lets its signer withdraw it; it is shown once and cannot be read again
 */
public record Signed(Entry entry, String receipt) {}
