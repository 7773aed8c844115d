package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Entry;
import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.book.Judgment;
import guestbook.book.Refusal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** {@code /moderate}: moderators read what waits, is public or is not any more, and decide. It needs no script. */
public final class ModerateServlet extends HttpServlet {
    public static final String PATH = "/moderate";

    private static final long serialVersionUID = 1;

    /** What moderators read, in the order of the tabs. */
    static final List<Entry.State> TABS =
            List.of(Entry.State.HELD, Entry.State.PUBLIC, Entry.State.HIDDEN, Entry.State.SPAM);

    /** How a form says what is to become of an entry. */
    static final Map<String, Entry.State> VERDICTS = Map.of(
            "publish",
            Entry.State.PUBLIC,
            "hide",
            Entry.State.HIDDEN,
            "spam",
            Entry.State.SPAM,
            "delete",
            Entry.State.DELETED);

    private static final String NUMBER = "[1-9][0-9]{0,17}";
    private static final int JUDGED_AT_ONCE = 1_000;
    private static final Pattern UNDO = Pattern.compile("(?<first>" + NUMBER + ")-(?<last>" + NUMBER + ")");
    /** The field of an entry that was selected. */
    private static final Pattern SELECTED = Pattern.compile("entry-(" + NUMBER + ")");

    private final transient LogInCookie logIn;
    private final transient Guestbook guestbook;
    private final transient PageRenderer page;
    private final transient HostPages pages;

    public ModerateServlet(LogInCookie logIn, Guestbook guestbook, PageRenderer page, HostPages pages) {
        this.logIn = logIn;
        this.guestbook = guestbook;
        this.page = page;
        this.pages = pages;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            pages.writeModeration(
                    request,
                    response,
                    logIn.person(request),
                    state(Objects.requireNonNullElse(request.getParameter("state"), "")),
                    from(request),
                    Flash.take(request, response).flatMap(Flash::judged));
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.unreadable());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            var fields = RequestBody.fields(request);
            var by = logIn.person(request).signature();
            var undo = UNDO.matcher(fields.path("undo").asText(""));
            if (undo.matches()) {
                List<Judgment> undone = guestbook
                        .undo(Long.parseLong(undo.group("first")), Long.parseLong(undo.group("last")), by)
                        .toCompletableFuture()
                        .join();
                answer(request, response, fields, undone);
            } else judge(request, response, fields, by);
        } catch (RequestBody.Unreadable unreadable) {
            page.answer(request, response, unreadable.answer());
        } catch (CompletionException failed) {
            var cause = Objects.requireNonNullElse(failed.getCause(), failed);
            // Another moderator was faster, or its signer has withdrawn it: what is shown next is how it is.
            if (cause instanceof Refusal && PageRenderer.wantedBy(request)) LogInServlet.lead(request, response, PATH);
            else page.answer(request, response, ErrorAnswer.to(cause));
        }
    }

    private void judge(HttpServletRequest request, HttpServletResponse response, JsonNode fields, String by)
            throws IOException {
        var verdict = VERDICTS.keySet().stream()
                .filter(word ->
                        fields.has(word) || fields.path("selected").asText("").equals(word))
                .findFirst()
                .orElse("");
        var ids = fields.has(verdict) ? numbers(fields.path(verdict).asText("")) : selected(fields);
        if (verdict.isEmpty() || (ids.isEmpty() && fields.has(verdict)))
            page.answer(
                    request,
                    response,
                    ErrorAnswer.bad("", "invalid", "Say publish, hide, spam or delete, and the ids of entries."));
        else if (ids.isEmpty()) answer(request, response, fields, List.of()); // nothing was selected
        else {
            List<Judgment> made = guestbook
                    .judge(
                            ids,
                            Set.of(state(fields.path("state").asText(""))),
                            Objects.requireNonNull(VERDICTS.get(verdict)),
                            by)
                    .toCompletableFuture()
                    .join();
            if (!made.isEmpty() && PageRenderer.wantedBy(request)) Flash.judged(request, response, made);
            answer(request, response, fields, made);
        }
    }

    private static List<Long> numbers(String written) {
        var ids = List.of(written.split(" ", JUDGED_AT_ONCE + 1));
        return ids.size() <= JUDGED_AT_ONCE && ids.stream().allMatch(id -> id.matches(NUMBER))
                ? ids.stream().map(Long::valueOf).toList()
                : List.of();
    }

    private static List<Long> selected(JsonNode fields) {
        Iterable<String> names = fields::fieldNames;
        return StreamSupport.stream(names.spliterator(), false)
                .map(SELECTED::matcher)
                .filter(field -> field.matches())
                .map(field -> Long.valueOf(field.group(1)))
                .toList();
    }

    /** The page, as it is then; for a script what has changed. */
    private static void answer(
            HttpServletRequest request, HttpServletResponse response, JsonNode fields, List<Judgment> made)
            throws IOException {
        if (PageRenderer.wantedBy(request)) leadBack(request, response, fields);
        else ErrorAnswer.json(request, response, HttpServletResponse.SC_OK, Json.judgments(made));
    }

    private static void leadBack(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException {
        var state = state(fields.path("state").asText(""));
        var from = fields.path("from").asText("");
        LogInServlet.lead(
                request,
                response,
                PATH + "?state=" + state.name().toLowerCase(Locale.ROOT)
                        + (from.matches(NUMBER) ? "&from=" + from : ""));
    }

    /** What waits, unless something else is asked for. */
    private static Entry.State state(String asked) {
        return TABS.stream()
                .filter(tab -> tab.name().toLowerCase(Locale.ROOT).equals(asked))
                .findFirst()
                .orElse(Entry.State.HELD);
    }

    private static long from(HttpServletRequest request) {
        var written = Objects.requireNonNullElse(request.getParameter("from"), "");
        return written.matches(NUMBER) ? Long.parseLong(written) : 0;
    }
}
