package guestbook.edge;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Under which names the book may be asked for, so that a page cannot reach a book on an inner network by a name of its own that
 * leads there (DNS rebinding).
 *
 * @param names host names without ports, in lower case; any name will do where there are none
 */
public record Hosts(Set<String> names) {
    /** Whether the book has this name; {@code Host} as it was sent (RFC 9110 §7.2). */
    public boolean admit(Optional<String> host) {
        return names.isEmpty()
                || host.map(written -> written.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", ""))
                        .filter(names::contains)
                        .isPresent();
    }
}
