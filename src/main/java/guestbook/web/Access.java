package guestbook.web;

import guestbook.moderation.Role;
import java.util.Optional;

/** Who may use a servlet. */
public enum Access {
    /** Everybody, as {@link OriginFilter} has it. */
    EVERYBODY(Role.GUEST),
    /** Everybody, and what changes something from the book's own pages alone. */
    OWN_PAGES(Role.GUEST),
    /** Moderators and the owner, from the book's own pages alone. */
    MODERATORS(Role.MODERATOR),
    /** The owner, from the book's own pages alone. */
    OWNER(Role.OWNER);

    private final Role role;

    Access(Role role) {
        this.role = role;
    }

    /** Who may at least; empty where nobody needs to be known. */
    Optional<Role> role() {
        return Optional.of(role).filter(least -> least != Role.GUEST);
    }
}
