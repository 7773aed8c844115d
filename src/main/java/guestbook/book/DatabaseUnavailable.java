package guestbook.book;

import java.util.Optional;

/** The database cannot be reached or cannot write; whether a change was kept is known only by trying its key again. */
public final class DatabaseUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String sentence;

    DatabaseUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** Names the deepest cause: "{@code what} (cause)." */
    static DatabaseUnavailable because(Throwable cause, String what) {
        return new DatabaseUnavailable(what + " (" + reason(cause) + ").", cause);
    }

    DatabaseUnavailable(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** What is wrong and what to do, for the operator. */
    public String sentence() {
        return sentence;
    }

    /** The deepest cause's first line, which is what an operator can act on. */
    static String reason(Throwable failed) {
        var cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return Optional.ofNullable(cause.getMessage())
                .orElse(cause.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("");
    }
}
