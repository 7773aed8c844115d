package guestbook.book;

/** The database cannot be reached or cannot write; whether a change was kept is known only by trying its key again. */
public final class DatabaseUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String sentence;

    DatabaseUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    DatabaseUnavailable(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** What is wrong and what to do, for the operator. */
    public String sentence() {
        return sentence;
    }
}
