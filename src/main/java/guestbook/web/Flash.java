package guestbook.web;

import guestbook.book.Entry;
import guestbook.book.Judgment;
import guestbook.book.Signed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What came of a form, carried in a cookie over the redirect after it and told once; so a page that is loaded again posts nothing, and
 * any instance can tell it.
 */
final class Flash {
    private static final HostCookie COOKIE = new HostCookie("guestbook-flash");
    private static final int LIFE_SECONDS = 60;
    private static final String WITHDRAWN = "withdrawn";
    private static final String CHANGED = "changed";
    private static final Pattern PASS = Pattern.compile("pass\\.(?<secret>[A-Za-z0-9_-]{43})");
    private static final Pattern JUDGED =
            Pattern.compile("judged\\.(?<first>[1-9][0-9]{0,17})\\.(?<last>[1-9][0-9]{0,17})\\.(?<became>[A-Z]{1,16})");
    private static final Pattern SIGNED =
            Pattern.compile("(?<id>[1-9][0-9]{0,17})\\.(?<receipt>[A-Za-z0-9_-]{43})(?<held>\\.held)?");

    private Flash() {}

    /** Thanks the guest on the next page, and shows the receipt the one time that it can be shown. */
    static void signed(HttpServletRequest request, HttpServletResponse response, Signed signed) {
        COOKIE.set(
                request,
                response,
                signed.entry().id() + "." + signed.receipt() + (signed.entry().isPublic() ? "" : ".held"),
                LIFE_SECONDS);
    }

    /** Says on the next page that the entry is gone. */
    static void withdrawn(HttpServletRequest request, HttpServletResponse response) {
        COOKIE.set(request, response, WITHDRAWN, LIFE_SECONDS);
    }

    /** Says on the next page that the password is another one. */
    static void changed(HttpServletRequest request, HttpServletResponse response) {
        COOKIE.set(request, response, CHANGED, LIFE_SECONDS);
    }

    /** Shows a pass on the next page, the one time that it can be shown. */
    static void pass(HttpServletRequest request, HttpServletResponse response, String secret) {
        COOKIE.set(request, response, "pass." + secret, LIFE_SECONDS);
    }

    /** Says on the next page what was decided, which can be taken back there. */
    static void judged(HttpServletRequest request, HttpServletResponse response, List<Judgment> made) {
        var first = made.get(0);
        var last = made.get(made.size() - 1);
        COOKIE.set(
                request,
                response,
                "judged." + first.revision() + "." + last.revision() + "." + first.became(),
                LIFE_SECONDS);
    }

    /** What is to be told now, and not again. */
    static Optional<String> take(HttpServletRequest request, HttpServletResponse response) {
        var told = COOKIE.of(request);
        if (told.isPresent()) COOKIE.set(request, response, "", 0);
        return told;
    }

    /** The entry's id and receipt, where the guest has signed. */
    static Optional<Receipt> receipt(String told) {
        var signed = SIGNED.matcher(told);
        return signed.matches()
                ? Optional.of(new Receipt(
                        Long.parseLong(signed.group("id")), signed.group("receipt"), signed.group("held") != null))
                : Optional.empty();
    }

    static boolean isWithdrawn(String told) {
        return told.equals(WITHDRAWN);
    }

    static boolean isChanged(String told) {
        return told.equals(CHANGED);
    }

    /** The secret of a pass, where one was made. */
    static Optional<String> pass(String told) {
        var made = PASS.matcher(told);
        return made.matches() ? Optional.of(made.group("secret")) : Optional.empty();
    }

    /** What was decided, where something was. */
    static Optional<Judged> judged(String told) {
        var made = JUDGED.matcher(told);
        if (!made.matches()) return Optional.empty();
        return Stream.of(Entry.State.values())
                .filter(state -> state.name().equals(made.group("became")))
                .findFirst()
                .map(became ->
                        new Judged(Long.parseLong(made.group("first")), Long.parseLong(made.group("last")), became));
    }

    /**
     * Judgments that were made together.
     *
     * @param first the revision of the first one
     * @param last that of the last one
     */
    record Judged(long first, long last, Entry.State became) {}

    /** For the page's template. */
    record Receipt(long id, String receipt, boolean held) {}
}
