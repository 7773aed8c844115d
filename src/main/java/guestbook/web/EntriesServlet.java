package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Entry;
import guestbook.book.Guestbook;
import guestbook.book.InvalidDraft;
import guestbook.book.Json;
import guestbook.book.Signed;
import guestbook.book.Terms;
import guestbook.edge.Body;
import guestbook.edge.Limits;
import guestbook.live.Signings;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/entries}: read, sign and withdraw. A form from a page without JavaScript is answered with the page. */
public final class EntriesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAXIMUM_LIMIT = 1_000;
    /** The writer itself fails what it cannot write in time; the rest is for the client to take the answer. */
    private static final long ANSWER_TIMEOUT_MILLIS = 60_000;

    private static final Pattern NUMBER = Pattern.compile("0*[1-9][0-9]{0,17}");
    private static final Pattern WITHDRAWAL = Pattern.compile("/([^/]+)/withdrawal");

    private final transient Guestbook guestbook;
    private final transient PageRenderer page;
    private final transient Limits limits;
    private final transient Signings signings;

    public EntriesServlet(Guestbook guestbook, Signings signings, PageRenderer page, Limits limits) {
        this.guestbook = guestbook;
        this.signings = signings;
        this.page = page;
        this.limits = limits;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!path(request).isEmpty()) {
            ErrorAnswer.unknown().write(request, response);
            return;
        }
        var limit = number(request.getParameter("limit"), DEFAULT_LIMIT);
        var before = number(request.getParameter("before"), Long.MAX_VALUE);
        var terms = Terms.of(Objects.requireNonNullElse(request.getParameter("q"), ""));
        if (limit.isEmpty() || limit.get() > MAXIMUM_LIMIT)
            ErrorAnswer.bad("limit", "invalid", "The limit must be a number from 1 to " + MAXIMUM_LIMIT + ".")
                    .write(request, response);
        else if (before.isEmpty())
            ErrorAnswer.bad("before", "invalid", "The value must be an entry's id, a positive number.")
                    .write(request, response);
        else if (terms.isEmpty())
            ErrorAnswer.bad("q", "too_long", "No more than " + Terms.LIMIT + " characters can be looked for.")
                    .write(request, response);
        else list(request, response, terms.get(), limit.get().intValue(), before.get());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var withdrawal = WITHDRAWAL.matcher(path(request));
        if (!withdrawal.matches() && !path(request).isEmpty()) {
            ErrorAnswer.unknown().write(request, response);
            return;
        }
        if (withdrawal.matches() && isTooMuch(request, response)) return;
        try {
            var fields = RequestBody.fields(request);
            if (withdrawal.matches()) withdrawByPost(request, response, withdrawal.group(1), fields);
            else sign(request, response, fields);
        } catch (RequestBody.Unreadable unreadable) {
            unreadable.answer().write(request, response);
        }
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var id = id(path(request).replaceFirst("^/", ""));
        if (id.isEmpty()) {
            notAnId().write(request, response);
            return;
        }
        if (isTooMuch(request, response)) return;
        var receipt = Optional.ofNullable(request.getHeader("Authorization"))
                .orElse("")
                .replaceFirst("(?i)^Bearer +", "");
        answerWhenDone(
                request,
                guestbook.withdraw(id.get(), receipt),
                (answer, entry) -> ErrorAnswer.json(request, answer, HttpServletResponse.SC_OK, withdrawn(entry)),
                (answer, failure) -> ErrorAnswer.to(failure).write(request, answer));
    }

    /** Whether so much was changed from this address that it has to wait, and has been told. */
    private boolean isTooMuch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var wait = limits.change(request.getRemoteAddr());
        if (wait.isPresent()) ErrorAnswer.tooMany(wait.getAsLong()).write(request, response);
        return wait.isPresent();
    }

    private void list(HttpServletRequest request, HttpServletResponse response, Terms terms, int limit, long before)
            throws IOException {
        try {
            var list = guestbook.page(terms, limit, before, found -> {
                response.setHeader("Guestbook-Cursor", found.head().cursor().toString());
                response.setHeader("Guestbook-Count", Long.toString(found.head().count()));
                found.older()
                        .ifPresent(older -> response.setHeader(
                                "Link",
                                "<entries?limit=" + limit + "&" + terms.query() + "before=" + older
                                        + ">; rel=\"next\""));
                return Json.entries(found.entries());
            });
            response.setContentType("application/json;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            Body.sendLarge(request, response, list);
        } catch (DatabaseUnavailable away) {
            ErrorAnswer.unreadable().write(request, response);
        }
    }

    private void sign(HttpServletRequest request, HttpServletResponse response, JsonNode fields) throws IOException {
        var wantsPage = RequestBody.isForm(request) && PageRenderer.wantedBy(request);
        var address = request.getRemoteAddr();
        var signer = signings.signer(fields);
        var wait = limits.sign(address, signer.device().map(UUID::toString));
        if (wait.isPresent()) {
            signings.refusedTooMany();
            var tooMany = ErrorAnswer.tooMany(wait.getAsLong());
            if (wantsPage) page.notSigned(request, response, fields, tooMany);
            else tooMany.write(request, response);
            return;
        }
        try {
            answerWhenDone(
                    request,
                    signings.sign(fields, signer, (signed, failure) -> {}),
                    (answer, signed) -> {
                        if (wantsPage) {
                            Flash.signed(request, answer, signed);
                            PageRenderer.redirect(request, answer);
                        } else ErrorAnswer.json(request, answer, HttpServletResponse.SC_OK, withReceipt(signed));
                    },
                    (answer, failure) -> {
                        if (wantsPage) page.notSigned(request, answer, fields, ErrorAnswer.to(failure));
                        else ErrorAnswer.to(failure).write(request, answer);
                    });
        } catch (InvalidDraft invalid) {
            if (wantsPage) page.notSigned(request, response, fields, ErrorAnswer.to(invalid));
            else ErrorAnswer.to(invalid).write(request, response);
        }
    }

    /** A page without JavaScript can only post, and some proxies let nothing else through. */
    private void withdrawByPost(
            HttpServletRequest request, HttpServletResponse response, String written, JsonNode fields)
            throws IOException {
        var wantsPage = RequestBody.isForm(request) && PageRenderer.wantedBy(request);
        var receipt = fields.path("receipt").asText("");
        var id = id(written);
        if (id.isEmpty()) {
            notAnId().write(request, response);
            return;
        }
        answerWhenDone(
                request,
                guestbook.withdraw(id.get(), receipt),
                (answer, entry) -> {
                    if (wantsPage) {
                        Flash.withdrawn(request, answer);
                        PageRenderer.redirect(request, answer);
                    } else ErrorAnswer.json(request, answer, HttpServletResponse.SC_OK, withdrawn(entry));
                },
                (answer, failure) -> {
                    if (wantsPage) page.failed(request, answer, ErrorAnswer.to(failure));
                    else ErrorAnswer.to(failure).write(request, answer);
                });
    }

    @FunctionalInterface
    private interface Writing<T> {
        void write(HttpServletResponse response, T what) throws IOException;
    }

    /** Holds no thread while the book writes, and none of the book's threads while the answer is made. */
    private static <T> void answerWhenDone(
            HttpServletRequest request, CompletionStage<T> work, Writing<T> done, Writing<Throwable> failed) {
        var async = request.startAsync();
        async.setTimeout(ANSWER_TIMEOUT_MILLIS);
        Body.expect(async);
        work.whenComplete((result, failure) -> async.start(() -> {
            try {
                var response = (HttpServletResponse) async.getResponse();
                if (failure == null) done.write(response, result);
                else failed.write(response, failure);
            } catch (IOException | IllegalStateException gone) {
                // the client has gone; what was signed is kept, and its key makes a retry harmless
            }
        }));
    }

    private static JsonNode withReceipt(Signed signed) {
        return Json.entry(signed.entry()).put("receipt", signed.receipt());
    }

    private static JsonNode withdrawn(Entry entry) {
        return Json.object().put("deletedEntryId", entry.id()).put("revision", entry.revision());
    }

    private static String path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo())
                .filter(path -> !path.equals("/"))
                .orElse("");
    }

    private static Optional<Long> id(String written) {
        return NUMBER.matcher(written).matches() ? Optional.of(Long.parseLong(written)) : Optional.empty();
    }

    private static Optional<Long> number(@Nullable String written, long otherwise) {
        return written == null ? Optional.of(otherwise) : id(written);
    }

    private static ErrorAnswer notAnId() {
        return ErrorAnswer.bad("id", "invalid", "An entry's id is a positive number.");
    }
}
