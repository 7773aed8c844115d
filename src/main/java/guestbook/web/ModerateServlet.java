package guestbook.web;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Entry;
import guestbook.book.Guestbook;
import guestbook.book.Refusal;
import guestbook.edge.Origins;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** {@code /moderate}: the owner reads what waits, what is public and what is hidden, and decides. It needs no script. */
public final class ModerateServlet extends HttpServlet {
    public static final String PATH = "/moderate";

    private static final long serialVersionUID = 1;
    private static final Map<String, Entry.State> VERDICTS =
            Map.of("publish", Entry.State.PUBLIC, "hide", Entry.State.HIDDEN);
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final transient LogInCookie logIn;
    private final transient Origins origins;
    private final transient PageRenderer page;
    private final transient Guestbook guestbook;

    /** @param origins whose own pages may decide; those that only use the book may not */
    public ModerateServlet(LogInCookie logIn, Origins origins, Guestbook guestbook, PageRenderer page) {
        this.logIn = logIn;
        this.origins = origins;
        this.page = page;
        this.guestbook = guestbook;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (logIn.known(request).isEmpty()) lead(request, response, OwnerServlet.LOGIN);
            else page.writeModeration(request, response, state(request.getParameter("state")), before(request));
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.unreadable());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!origins.isOwn(Origins.Asked.by(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try {
            var fields = RequestBody.fields(request);
            if (logIn.known(request).isEmpty()) {
                lead(request, response, OwnerServlet.LOGIN);
                return;
            }
            var decision =
                    Optional.ofNullable(VERDICTS.get(fields.path("decision").asText("")));
            var id = fields.path("id").asText("");
            if (decision.isEmpty() || !NUMBER.matcher(id).matches()) {
                page.failed(
                        request,
                        response,
                        ErrorAnswer.bad("decision", "invalid", "publish or hide, and an entry's id."));
                return;
            }
            guestbook
                    .judge(List.of(Long.parseLong(id)), decision.get(), "owner")
                    .toCompletableFuture()
                    .join();
            var state = state(fields.path("state").asText(""));
            var before = fields.path("before").asText("");
            var page = NUMBER.matcher(before).matches() ? "&before=" + before : "";
            lead(request, response, PATH + "?state=" + state.name().toLowerCase(Locale.ROOT) + page);
        } catch (RequestBody.Unreadable unreadable) {
            page.failed(request, response, unreadable.answer());
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.unreadable());
        } catch (CompletionException failed) {
            var cause = Objects.requireNonNullElse(failed.getCause(), failed);
            // Another moderator was faster, or its signer has withdrawn it: what is shown next is how it is.
            if (cause instanceof Refusal) lead(request, response, PATH);
            else page.failed(request, response, ErrorAnswer.to(cause));
        }
    }

    /** What waits, unless something else is asked for. */
    private static Entry.State state(String asked) {
        return "public".equals(asked)
                ? Entry.State.PUBLIC
                : "hidden".equals(asked) ? Entry.State.HIDDEN : Entry.State.HELD;
    }

    private static long before(HttpServletRequest request) {
        var written = Objects.requireNonNullElse(request.getParameter("before"), "");
        return NUMBER.matcher(written).matches() ? Long.parseLong(written) : Long.MAX_VALUE;
    }

    private static void lead(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        PageRenderer.redirect(request, response, path.substring(1));
    }
}
