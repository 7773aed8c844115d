package guestbook.operator;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Guestbook;
import guestbook.book.Refusal;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * What an operator wants done.
 *
 * @param id the entry that is to be withdrawn; 0 where the words were no command
 */
record Command(long id) {
    /** Before what was done; anything else says why it was not. */
    static final String DONE = "Done: ";

    private static final Pattern WRITTEN = Pattern.compile("withdraw ([1-9][0-9]{0,17})");

    static Command of(String words) {
        var command = WRITTEN.matcher(words);
        return new Command(command.matches() ? Long.parseLong(command.group(1)) : 0);
    }

    boolean isUnderstood() {
        return id > 0;
    }

    /** Does it, and says in one sentence what came of it. */
    String in(Guestbook guestbook) {
        if (!isUnderstood()) return "An entry's id is a positive number, as its link ends with.";
        try {
            guestbook.withdraw(id).toCompletableFuture().join();
            return DONE + "entry " + id + " is withdrawn, its words are gone.";
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Refusal refusal) return refusal.sentence();
            if (failed.getCause() instanceof DatabaseUnavailable away) return away.sentence();
            throw failed;
        }
    }
}
