package guestbook.book;

/** Which entries wait for the host before anybody else may read them. */
public enum Moderation {
    /** None. */
    OFF,
    /** All. */
    ALL
}
