package guestbook.web;

import guestbook.book.Signed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What came of a form, carried in a cookie over the redirect after it and told once; so a page that is loaded again posts nothing, and
 * any instance can tell it.
 */
final class Flash {
    private static final HostCookie COOKIE = new HostCookie("guestbook-flash");
    private static final int LIFE_SECONDS = 60;
    private static final String WITHDRAWN = "withdrawn";
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

    /** For the page's template. */
    record Receipt(long id, String receipt, boolean held) {}
}
