package guestbook.operator;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Entry;
import guestbook.book.Guestbook;
import guestbook.book.Refusal;
import guestbook.moderation.Owner;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * What an operator wants done.
 *
 * @param verb what with the entry: {@code withdraw}, {@code hide} or {@code publish}; or {@code reset-owner}; or nothing, where the words
 *     were no command
 * @param id the entry, if it is about one
 */
record Command(String verb, long id) {
    static final String USAGE =
            "java -jar guestbook.war withdraw|hide|publish <the entry's id>, or java -jar guestbook.war reset-owner";

    /** What the log of judgments tells. */
    private static final String OPERATOR = "operator";

    private static final String RESET_OWNER = "reset-owner";

    /** Before what was done; anything else says why it was not. */
    static final String DONE = "Done: ";

    private static final Pattern WRITTEN = Pattern.compile("(withdraw|hide|publish) ([1-9][0-9]{0,17})");

    static Command of(String words) {
        if (words.equals(RESET_OWNER)) return new Command(RESET_OWNER, 0);
        var command = WRITTEN.matcher(words);
        return command.matches() ? new Command(command.group(1), Long.parseLong(command.group(2))) : new Command("", 0);
    }

    boolean isUnderstood() {
        return !verb.isEmpty();
    }

    private static String forgotten(Owner owner, boolean isServed) {
        owner.forget();
        if (!isServed) return "the book has no owner any more; the log of the next start tells a code";
        var told = new StringBuilder("the book has no owner any more");
        owner.isWanted(code -> told.append(": open /setup and enter the code ").append(code));
        return told.toString();
    }

    private String done(Guestbook guestbook) {
        return switch (verb) {
            case "hide" -> {
                guestbook
                        .judge(List.of(id), Entry.State.HIDDEN, OPERATOR)
                        .toCompletableFuture()
                        .join();
                yield "hidden; \"publish\" brings it back";
            }
            case "publish" -> {
                guestbook
                        .judge(List.of(id), Entry.State.PUBLIC, OPERATOR)
                        .toCompletableFuture()
                        .join();
                yield "public";
            }
            default -> {
                guestbook.withdraw(id).toCompletableFuture().join();
                yield "withdrawn, its words are gone";
            }
        };
    }

    /**
     * Does it, and says in one sentence what came of it.
     *
     * @param isServed whether guests come to this very process
     */
    String in(Guestbook guestbook, Owner owner, boolean isServed) {
        if (!isUnderstood()) return "An entry's id is a positive number, as its link ends with.";
        try {
            return DONE
                    + (verb.equals(RESET_OWNER) ? forgotten(owner, isServed) : "entry " + id + " is " + done(guestbook))
                    + ".";
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Refusal refusal) return refusal.sentence();
            if (failed.getCause() instanceof DatabaseUnavailable away) return away.sentence();
            throw failed;
        } catch (DatabaseUnavailable away) {
            return away.sentence();
        }
    }
}
