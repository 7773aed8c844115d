package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Fault;
import guestbook.edge.Busy;
import guestbook.edge.Limits;
import guestbook.moderation.Owner;
import guestbook.moderation.Passes;
import guestbook.moderation.Role;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The pages on which somebody becomes the owner or a moderator, logs in, and out. They need no script. */
public final class LogInServlet extends HttpServlet {
    public static final String SETUP = "/setup";
    public static final String LOGIN = "/login";
    public static final String LOGOUT = "/logout";
    /** The secret of a pass follows as a fragment, which no log and no referrer has. */
    public static final String PASS = "/pass";

    private static final long serialVersionUID = 1;
    private static final int RETRY_AFTER_SECONDS = 5;
    /** However much of the link was pasted. */
    private static final Pattern SECRET = Pattern.compile("(?:.*[#/])?([A-Za-z0-9_-]{43})");

    private static final Logger LOG = System.getLogger(LogInServlet.class.getName());

    private final transient Owner owner;
    private final transient Passes passes;
    private final transient LogInCookie cookie;
    private final transient Limits limits;
    private final transient PageRenderer page;
    private final transient HostPages pages;

    public LogInServlet(
            Owner owner, Passes passes, LogInCookie cookie, Limits limits, PageRenderer page, HostPages pages) {
        this.owner = owner;
        this.passes = passes;
        this.cookie = cookie;
        this.limits = limits;
        this.page = page;
        this.pages = pages;
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
                if (isWanted()) pages.writeLogIn(request, response, HttpServletResponse.SC_OK, "setup", Map.of());
                else lead(request, response, LOGIN);
            }
            case LOGIN -> {
                var role = cookie.person(request).role();
                if (role != Role.GUEST) lead(request, response, home(role));
                else if (owner.isThere())
                    pages.writeLogIn(request, response, HttpServletResponse.SC_OK, "login", Map.of());
                else lead(request, response, SETUP);
            }
            case PASS -> pages.writeLogIn(request, response, HttpServletResponse.SC_OK, "pass", Map.of());
            default -> page.writeUnknown(request, response);
        }
    }

    /** An owner may have been forgotten since the start, on whatever instance. */
    private boolean isWanted() {
        return owner.isWanted(code -> LOG.log(Level.INFO, "{0}.", sentence(code)));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            var fields = RequestBody.fields(request);
            switch (request.getServletPath()) {
                case LOGOUT -> logOut(request, response);
                case PASS -> usePass(request, response, fields);
                default -> tryPassword(request, response, fields);
            }
        } catch (RequestBody.Unreadable unreadable) {
            page.failed(request, response, unreadable.answer());
        } catch (DatabaseUnavailable away) {
            page.failed(request, response, ErrorAnswer.to(away));
        }
    }

    private void tryPassword(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException {
        if (isTooMuch(limits, page, request, response)) return;
        try {
            if (request.getServletPath().equals(SETUP)) setUp(request, response, fields);
            else logIn(request, response, fields);
        } catch (Owner.Busy busy) {
            answerBusy(request, response);
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
        answer(request, response, "setup", fields, secret, "code");
    }

    private void logIn(HttpServletRequest request, HttpServletResponse response, JsonNode fields)
            throws IOException, Owner.Busy {
        var secret = owner.logIn(fields.path("password").asText(""));
        answer(request, response, "login", fields, secret, "password");
    }

    /** Only a click here does something; whoever opens the link, be it a program that looks through mail, uses up nothing. */
    private void usePass(HttpServletRequest request, HttpServletResponse response, JsonNode fields) throws IOException {
        var wait = limits.change(request.getRemoteAddr());
        if (wait.isPresent()) {
            page.failed(request, response, ErrorAnswer.tooMany(wait.getAsLong()));
            return;
        }
        var written = SECRET.matcher(fields.path("link").asText("").strip());
        Optional<String> secret = written.matches() ? passes.use(written.group(1)) : Optional.empty();
        answer(request, response, "pass", fields, secret, "link");
    }

    private void logOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        cookie.end(request, response);
        lead(request, response, "/");
    }

    /** Lets somebody in with the secret of a log-in; where there is none, says that what was given is not right. */
    private void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            String form,
            JsonNode fields,
            Optional<String> secret,
            String given)
            throws IOException {
        if (secret.isEmpty()) {
            var wrong = new Fault(given, "wrong", "This is not the " + given + ", or not any more.");
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, form, fields, wrong);
            return;
        }
        cookie.begin(request, response, secret.get());
        lead(request, response, home(form.equals("pass") ? Role.MODERATOR : Role.OWNER));
    }

    private static String home(Role role) {
        return role == Role.OWNER ? SettingsServlet.SETTINGS : ModerateServlet.PATH;
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String form,
            JsonNode fields,
            Fault fault)
            throws IOException {
        var told = Map.of(
                "code",
                fields.path("code").asText(""),
                "link",
                fields.path("link").asText(""),
                "fault",
                fault);
        pages.writeLogIn(request, response, status, form, told);
    }

    /** Whether so many passwords were tried from this address that it has to wait, and has been told; from others they may be tried. */
    static boolean isTooMuch(Limits limits, PageRenderer page, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var wait = limits.attempt(request.getRemoteAddr());
        if (wait.isPresent()) page.failed(request, response, ErrorAnswer.tooMany(wait.getAsLong()));
        return wait.isPresent();
    }

    static void answerBusy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Busy.send(
                request, response, RETRY_AFTER_SECONDS, "Many want to log in just now; please try again in a moment.");
    }

    /** Relative, because nobody knows under which path a proxy shows the book. */
    static void lead(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        PageRenderer.redirect(request, response, path.substring(1));
    }
}
