package guestbook.live;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may use the book: those of its own host, and those that the operator named (RFC 6454).
 *
 * <p>A program sends no Origin and may connect.
 *
 * @param further origins such as {@code https://wedding.example}, in lower case
 */
public record Origins(Set<String> further) {
    /** Whether a page of this origin may use the book, which it reached under this {@code Host}. */
    public boolean admit(Optional<String> origin, Optional<String> host) {
        return origin.isEmpty()
                || names(origin.get())
                || (host.isPresent() && authority(origin.get()).equals(withoutDefaultPort(host.get())));
    }

    /** Whether the operator named this origin. */
    public boolean names(String origin) {
        return further.contains(origin.toLowerCase(Locale.ROOT));
    }

    private static String authority(String origin) {
        return withoutDefaultPort(origin.replaceFirst("^[A-Za-z]+://", ""));
    }

    /** Browsers leave the port out where the scheme implies it, some proxies don't. */
    private static String withoutDefaultPort(String authority) {
        return authority.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
    }
}
