package guestbook.book;

/**
 * One thing that is wrong with what a client sent, in the shape of the answer's {@code errors}.
 *
 * @param field the part of the message that is wrong, such as {@code text}; empty when it is the whole
 * @param code one word for programs, such as {@code too_long}
 * @param msg one sentence for people, in English
 */
public record Fault(String field, String code, String msg) {
    /** The guest did nothing wrong and loses nothing. */
    public static final Fault UNAVAILABLE =
            new Fault("", "unavailable", "The book cannot be written just now. Please try again, with the same key.");
}
