package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Cleaning;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Draft;
import guestbook.book.Fault;
import guestbook.book.Guestbook;
import guestbook.book.Moderation;
import guestbook.edge.Limits;
import guestbook.moderation.Owner;
import guestbook.moderation.Passes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** {@code /settings}: the owner says which entries wait and who may moderate, and changes the password. It needs no script. */
public final class SettingsServlet extends HttpServlet {
    public static final String SETTINGS = "/settings";
    public static final String PASSWORD = SETTINGS + "/password";
    public static final String MODERATION = SETTINGS + "/moderation";
    public static final String PASSES = SETTINGS + "/passes";
    public static final String REVOCATION = PASSES + "/revocation";

    private static final long serialVersionUID = 1;
    private static final Map<String, Moderation> MODES = Map.of("off", Moderation.OFF, "all", Moderation.ALL);
    /** For how long a pass may be made, in hours: an evening, a day, a week, a month, a year. */
    static final List<Integer> PASS_HOURS = List.of(6, 24, 168, 744, 8_784);

    private final transient Owner owner;
    private final transient Passes passes;
    private final transient LogInCookie cookie;
    private final transient Guestbook guestbook;
    private final transient Limits limits;
    private final transient PageRenderer page;
    private final transient HostPages pages;

    public SettingsServlet(
            Owner owner,
            Passes passes,
            LogInCookie cookie,
            Guestbook guestbook,
            Limits limits,
            PageRenderer page,
            HostPages pages) {
        this.owner = owner;
        this.passes = passes;
        this.cookie = cookie;
        this.guestbook = guestbook;
        this.limits = limits;
        this.page = page;
        this.pages = pages;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getServletPath().equals(SETTINGS)) {
            page.writeUnknown(request, response);
            return;
        }
        try {
            var told = new HashMap<String, Object>();
            Flash.take(request, response).ifPresent(flash -> {
                Flash.pass(flash).ifPresent(secret -> told.put("made", secret));
                if (Flash.isChanged(flash)) told.put("changed", true);
            });
            pages.writeSettings(request, response, HttpServletResponse.SC_OK, told);
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.unreadable());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            var fields = RequestBody.fields(request);
            switch (request.getServletPath()) {
                case MODERATION -> moderate(request, response, fields);
                case PASSES -> makePass(request, response, fields);
                case REVOCATION -> {
                    passes.revoke(fields.path("id").asText(""));
                    lead(request, response);
                }
                case PASSWORD -> changePassword(request, response, fields);
                default -> page.writeUnknown(request, response);
            }
        } catch (RequestBody.Unreadable unreadable) {
            page.failed(request, response, unreadable.answer());
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.to(away));
        } catch (CompletionException failed) {
            page.failed(request, response, ErrorAnswer.to(Objects.requireNonNullElse(failed.getCause(), failed)));
        }
    }

    private void moderate(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException {
        var chosen = MODES.get(fields.path("moderation").asText(""));
        if (chosen == null)
            page.failed(request, response, ErrorAnswer.bad("moderation", "invalid", "The moderation is off or all."));
        else {
            guestbook.moderate(chosen).toCompletableFuture().join();
            lead(request, response);
        }
    }

    private void makePass(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException {
        var name = Cleaning.name(fields.path("name").asText(""));
        var hours = fields.path("hours").asInt(0);
        if (!Cleaning.isVisible(name) || name.codePointCount(0, name.length()) > Draft.NAME_LIMIT)
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    new Fault(
                            "passName",
                            "invalid",
                            "A name of 1 to " + Draft.NAME_LIMIT + " characters, by which you know who it is."));
        else if (!PASS_HOURS.contains(hours))
            page.failed(
                    request,
                    response,
                    ErrorAnswer.bad("hours", "invalid", "The hours must be one of " + PASS_HOURS + "."));
        else {
            var secret = passes.make(name, Duration.ofHours(hours));
            if (secret.isEmpty())
                refuse(
                        request,
                        response,
                        HttpServletResponse.SC_CONFLICT,
                        new Fault("passName", "too_many", "There are a hundred already; revoke one first."));
            else {
                Flash.pass(request, response, secret.get());
                lead(request, response);
            }
        }
    }

    private void changePassword(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException {
        if (LogInServlet.isTooMuch(limits, page, request, response)) return;
        var password = fields.path("password").asText("");
        var fault = Owner.fault("password", password);
        if (fault.isPresent()) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, fault.get());
            return;
        }
        try {
            var secret = owner.changePassword(fields.path("old").asText(""), password);
            if (secret.isPresent()) {
                cookie.begin(request, response, secret.get());
                Flash.changed(request, response);
                lead(request, response);
            } else
                refuse(
                        request,
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        new Fault("old", "wrong", "This is not the password."));
        } catch (Owner.Busy busy) {
            LogInServlet.answerBusy(request, response);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status, Fault fault)
            throws IOException {
        pages.writeSettings(request, response, status, Map.of("fault", fault));
    }

    private static void lead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LogInServlet.lead(request, response, SETTINGS);
    }
}
