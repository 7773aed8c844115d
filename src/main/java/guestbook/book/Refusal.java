package guestbook.book;

/** The book understood what was asked and won't do it; nothing was changed. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    /** Why a change is refused. */
    public enum Reason {
        /** There is no such entry, or none that whoever asks may know of. */
        UNKNOWN,
        /** The receipt is missing or belongs to another entry. */
        FORBIDDEN,
        /** The key's entry was withdrawn; it stays withdrawn. */
        WITHDRAWN,
        /** The key has signed other words. */
        OTHER_WORDS
    }

    private final Reason reason;
    private final String sentence;

    Refusal(Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
        this.sentence = sentence;
    }

    /** What is refused, for the guest. */
    public String sentence() {
        return sentence;
    }

    public Reason reason() {
        return reason;
    }
}
