package guestbook.operator;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Guestbook;
import guestbook.book.Refusal;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * What an operator wants done.
 *
 * @param verb what with the entry: {@code withdraw}, {@code hide} or {@code publish}
 * @param id the entry; 0 where the words were no command
 */
record Command(String verb, long id) {
    static final String USAGE = "java -jar guestbook.war withdraw|hide|publish <the entry's id>";

    /** Before what was done; anything else says why it was not. */
    static final String DONE = "Done: ";

    private static final Pattern WRITTEN = Pattern.compile("(withdraw|hide|publish) ([1-9][0-9]{0,17})");

    static Command of(String words) {
        var command = WRITTEN.matcher(words);
        return command.matches() ? new Command(command.group(1), Long.parseLong(command.group(2))) : new Command("", 0);
    }

    boolean isUnderstood() {
        return id > 0;
    }

    private String done(Guestbook guestbook) {
        return switch (verb) {
            case "hide" -> {
                guestbook.hide(id).toCompletableFuture().join();
                yield "hidden; \"publish\" brings it back";
            }
            case "publish" -> {
                guestbook.publish(id).toCompletableFuture().join();
                yield "public";
            }
            default -> {
                guestbook.withdraw(id).toCompletableFuture().join();
                yield "withdrawn, its words are gone";
            }
        };
    }

    /** Does it, and says in one sentence what came of it. */
    String in(Guestbook guestbook) {
        if (!isUnderstood()) return "An entry's id is a positive number, as its link ends with.";
        try {
            return DONE + "entry " + id + " is " + done(guestbook) + ".";
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Refusal refusal) return refusal.sentence();
            if (failed.getCause() instanceof DatabaseUnavailable away) return away.sentence();
            throw failed;
        }
    }
}
