package guestbook.moderation;

/**
 * Who asks, as far as the book knows.
 *
 * @param name of a moderator, as the owner wrote it on the pass
 */
public record Person(Role role, String name) {
    /** Somebody of whom nothing is known. */
    public static final Person GUEST = new Person(Role.GUEST, "");

    static final Person OWNER = new Person(Role.OWNER, "");

    /** Whether this one may do what the role may. */
    public boolean mayWhatMay(Role least) {
        return role.compareTo(least) >= 0;
    }

    /** What the log tells of this one. */
    public String signature() {
        return role == Role.OWNER ? "owner" : name;
    }
}
