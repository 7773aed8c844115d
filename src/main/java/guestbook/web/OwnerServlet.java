package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Fault;
import guestbook.book.Guestbook;
import guestbook.book.Moderation;
import guestbook.edge.Busy;
import guestbook.edge.Limits;
import guestbook.edge.Origins;
import guestbook.moderation.Owner;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** The pages on which somebody becomes the owner, logs in and out, and changes the password. They need no script. */
public final class OwnerServlet extends HttpServlet {
    public static final String SETUP = "/setup";
    public static final String LOGIN = "/login";
    public static final String LOGOUT = "/logout";
    public static final String SETTINGS = "/settings";
    public static final String MODERATION = SETTINGS + "/moderation";

    private static final long serialVersionUID = 1;
    private static final int TOO_MANY_REQUESTS = 429; // RFC 6585 §4
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final Map<String, Moderation> MODES = Map.of("off", Moderation.OFF, "all", Moderation.ALL);
    private static final Logger LOG = System.getLogger(OwnerServlet.class.getName());

    private final transient Owner owner;
    private final transient Origins origins;
    private final transient Limits limits;
    private final transient PageRenderer page;
    private final transient LogInCookie cookie;
    private final transient Guestbook guestbook;

    /** @param origins whose own pages may ask; those that only use the book may not */
    public OwnerServlet(
            Owner owner, LogInCookie cookie, Guestbook guestbook, Origins origins, Limits limits, PageRenderer page) {
        this.owner = owner;
        this.origins = origins;
        this.limits = limits;
        this.page = page;
        this.cookie = cookie;
        this.guestbook = guestbook;
    }

    /** What the operator reads in the log of a book without an owner. */
    public static String sentence(String code) {
        return "It has no owner yet: open " + SETUP + " and enter the code " + code;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            show(request, response);
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.unreadable());
        }
    }

    private void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getServletPath()) {
            case SETUP -> {
                if (isWanted()) page.writeOwner(request, response, HttpServletResponse.SC_OK, "setup", Map.of());
                else lead(request, response, LOGIN);
            }
            case LOGIN -> {
                if (cookie.known(request).isPresent()) lead(request, response, SETTINGS);
                else if (owner.isThere())
                    page.writeOwner(request, response, HttpServletResponse.SC_OK, "login", Map.of());
                else lead(request, response, SETUP);
            }
            case SETTINGS -> {
                if (cookie.known(request).isEmpty()) lead(request, response, LOGIN);
                else page.writeOwner(request, response, HttpServletResponse.SC_OK, "settings", standing(request));
            }
            default -> page.writeUnknown(request, response);
        }
    }

    /** An owner may have been forgotten since the start, on whatever instance. */
    private boolean isWanted() {
        return owner.isWanted(code -> LOG.log(Level.INFO, "{0}.", sentence(code)));
    }

    private Map<String, Object> standing(HttpServletRequest request) {
        return Map.of(
                "changed",
                "changed".equals(request.getQueryString()),
                "holdsAll",
                guestbook.moderation() == Moderation.ALL);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!origins.isOwn(Origins.Asked.by(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try {
            var fields = RequestBody.fields(request);
            if (request.getServletPath().equals(LOGOUT)) logOut(request, response);
            else if (request.getServletPath().equals(MODERATION)) moderate(request, response, fields);
            else if (!isTooMuch(request, response)) look(request, response, fields);
        } catch (RequestBody.Unreadable unreadable) {
            page.failed(request, response, unreadable.answer());
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.unreadable());
        } catch (CompletionException failed) {
            page.failed(request, response, ErrorAnswer.to(Objects.requireNonNullElse(failed.getCause(), failed)));
        } catch (Owner.Busy busy) {
            Busy.send(
                    request,
                    response,
                    RETRY_AFTER_SECONDS,
                    "Many want to log in just now; please try again in a moment.");
        }
    }

    private void look(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException, Owner.Busy {
        switch (request.getServletPath()) {
            case SETUP -> setUp(request, response, fields);
            case LOGIN -> logIn(request, response, fields);
            default -> changePassword(request, response, fields);
        }
    }

    private void setUp(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException, Owner.Busy {
        var password = fields.path("password").asText("");
        var fault = Owner.fault("password", password);
        if (fault.isPresent()) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "setup", fields, fault.get());
            return;
        }
        var secret = owner.begin(fields.path("code").asText(""), password);
        if (secret.isPresent()) enter(request, response, secret.get());
        else refuse(request, response, HttpServletResponse.SC_FORBIDDEN, "setup", fields, fault("code", "wrong"));
    }

    private void logIn(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException, Owner.Busy {
        var secret = owner.logIn(fields.path("password").asText(""));
        if (secret.isPresent()) enter(request, response, secret.get());
        else refuse(request, response, HttpServletResponse.SC_FORBIDDEN, "login", fields, fault("password", "wrong"));
    }

    private void changePassword(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException, Owner.Busy {
        if (cookie.known(request).isEmpty()) {
            lead(request, response, LOGIN);
            return;
        }
        var password = fields.path("password").asText("");
        var fault = Owner.fault("password", password);
        if (fault.isPresent()) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "settings", fields, fault.get());
            return;
        }
        var secret = owner.changePassword(fields.path("old").asText(""), password);
        if (secret.isPresent()) {
            cookie.begin(request, response, secret.get());
            lead(request, response, SETTINGS + "?changed");
        } else refuse(request, response, HttpServletResponse.SC_FORBIDDEN, "settings", fields, fault("old", "wrong"));
    }

    private void moderate(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException {
        var chosen = MODES.get(fields.path("moderation").asText(""));
        if (cookie.known(request).isEmpty()) lead(request, response, LOGIN);
        else if (chosen == null)
            page.failed(request, response, ErrorAnswer.bad("moderation", "invalid", "The moderation is off or all."));
        else {
            guestbook.moderate(chosen).toCompletableFuture().join();
            lead(request, response, SETTINGS);
        }
    }

    private void logOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        cookie.of(request).ifPresent(owner::logOut);
        cookie.end(request, response);
        lead(request, response, "/");
    }

    /** Whether so much was tried from this address that it has to wait, and has been told; from others it may be tried. */
    private boolean isTooMuch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var wait = limits.attempt(request.getRemoteAddr());
        if (wait.isPresent())
            page.failed(
                    request, response, new ErrorAnswer(TOO_MANY_REQUESTS, List.of(Fault.tooMany(wait.getAsLong()))));
        return wait.isPresent();
    }

    private void enter(HttpServletRequest request, HttpServletResponse response, String secret) throws IOException {
        cookie.begin(request, response, secret);
        lead(request, response, SETTINGS);
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String form,
            JsonNode fields,
            Fault fault)
            throws IOException {
        var told = new HashMap<>(standing(request));
        told.put("code", fields.path("code").asText(""));
        told.put("fault", fault);
        page.writeOwner(request, response, status, form, told);
    }

    private static Fault fault(String field, String code) {
        return new Fault(field, code, "This is not the " + (field.equals("code") ? "code." : "password."));
    }

    /** Relative, because nobody knows under which path a proxy shows the book. */
    private static void lead(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        PageRenderer.redirect(request, response, path.substring(1));
    }
}
