package guestbook.moderation;

/** What somebody may do, each more than the one before. Who holds an entry's receipt may withdraw that entry, whatever the role. */
public enum Role {
    /** Read what is public, and sign. */
    GUEST,
    /** Read everything, and decide who else may. */
    MODERATOR,
    /** All that, and say who else may moderate, and which entries wait. */
    OWNER
}
