package guestbook.book;

import java.util.Optional;
import java.util.UUID;

/**
 * What is known of whoever signs.
 *
 * @param device a keyed hash, of which the book knows only whether two are the same; empty where the browser brought no token
 */
public record Signer(Optional<UUID> device) {
    /** Somebody of whom nothing is known. */
    public static final Signer UNKNOWN = new Signer(Optional.empty());
}
