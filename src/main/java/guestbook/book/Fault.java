package guestbook.book;

/**
 * One thing that is wrong with what a client sent, in the shape of the answer's {@code errors}.
 *
 * @param field the part of the message that is wrong, such as {@code text}; empty when it is the whole
 * @param code one word for programs, such as {@code too_long}
 * @param msg one sentence for people, in English
 * @param retryAfterSeconds when to try again; 0 where it is not a matter of time
 */
public record Fault(String field, String code, String msg, long retryAfterSeconds) {
    public Fault(String field, String code, String msg) {
        this(field, code, msg, 0);
    }

    /** The guest did nothing wrong and loses nothing. */
    public static final Fault UNAVAILABLE =
            new Fault("", "unavailable", "The book cannot be written just now. Please try again, with the same key.");

    /** The client did nothing wrong but so much of it that others would have to wait. */
    public static Fault tooMany(long seconds) {
        var when = seconds == 1 ? "a second" : seconds + " seconds";
        return new Fault("", "too_many", "That was a lot at once. Please try again in " + when + ".", seconds);
    }
}
