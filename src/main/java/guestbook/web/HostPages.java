package guestbook.web;

import com.samskivert.mustache.Template;
import guestbook.book.Counts;
import guestbook.book.Entry;
import guestbook.book.Fault;
import guestbook.book.Guestbook;
import guestbook.book.Judgment;
import guestbook.book.Moderation;
import guestbook.moderation.Pass;
import guestbook.moderation.Passes;
import guestbook.moderation.Person;
import guestbook.moderation.Role;
import io.nayuki.qrcodegen.QrCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes the pages of the owner and of the moderators. */
public final class HostPages {
    private static final int LOG_LINES = 50;
    private static final int PAGE_ENTRIES = 20;
    /** So many light modules around a QR code (ISO/IEC 18004 §5.3.8). */
    private static final int QUIET_MODULES = 4;

    private final Guestbook guestbook;
    private final Passes passes;
    private final PageRenderer page;
    private final Template logIn;
    private final Template settings;
    private final Template moderate;

    /** Uses the templates of the same names. */
    public HostPages(Guestbook guestbook, Passes passes, PageRenderer page) {
        this.guestbook = guestbook;
        this.passes = passes;
        this.page = page;
        logIn = page.template("login");
        settings = page.template("settings");
        moderate = page.template("moderate");
    }

    /**
     * Where somebody says who they are.
     *
     * @param form how: {@code setup}, {@code login} or {@code pass}
     * @param told what came of it: a {@code fault}, and what was sent as {@code code} or {@code link}
     */
    void writeLogIn(
            HttpServletRequest request, HttpServletResponse response, int status, String form, Map<String, Object> told)
            throws IOException {
        var words = Words.of(request);
        var model = page.model(request, words);
        for (var word : List.of("explanation", "heading", "submit", "hint"))
            model.put(word, words.get(form + "." + word));
        model.put("pageTitle", words.get(form + ".heading") + " · " + words.get("title"));
        model.put("passwordLabel", words.get(form.equals("login") ? "password" : "newPassword"));
        model.put("passwordKind", form.equals("login") ? "current-password" : "new-password");
        model.put("form", form);
        model.put(form, true);
        model.put("wantsPassword", !form.equals("pass"));
        tell(model, words, told);
        write(request, response, status, words, logIn.execute(model));
    }

    /** @param told what came of it: {@code changed}, the secret of a pass that was {@code made}, or a {@code fault} */
    void writeSettings(HttpServletRequest request, HttpServletResponse response, int status, Map<String, Object> told)
            throws IOException {
        var words = Words.of(request);
        var model = page.model(request, words);
        model.put("pageTitle", words.get("settings") + " · " + words.get("title"));
        model.put("holdsAll", guestbook.moderation() == Moderation.ALL);
        model.put("passes", passes.all().stream().map(HostPages::shown).toList());
        model.put(
                "hours",
                SettingsServlet.PASS_HOURS.stream()
                        .map(hours -> Map.of("hours", hours, "words", words.get("hours." + hours)))
                        .toList());
        var log = guestbook.judgments(Long.MAX_VALUE, LOG_LINES);
        model.put("log", log.stream().map(judgment -> shown(judgment, words)).toList());
        tell(model, words, told);
        if (told.get("made") instanceof String secret) {
            var link = root(request) + LogInServlet.PASS.substring(1) + "#" + secret;
            model.put("made", Map.of("link", link, "code", qrCode(link)));
        }
        write(request, response, status, words, settings.execute(model));
    }

    /**
     * What is in this state, for whom it is certain that they may see it.
     *
     * @param from the entry behind which the page begins, or 0
     * @param judged what this moderator has just decided
     */
    void writeModeration(
            HttpServletRequest request,
            HttpServletResponse response,
            Person person,
            Entry.State state,
            long from,
            Optional<Flash.Judged> judged)
            throws IOException {
        var words = Words.of(request);
        var model = page.model(request, words);
        var head = guestbook.head(); // before the entries, so that a listener from here misses nothing
        var shown = state == Entry.State.HELD ? waiting(model, from) : newest(model, state, from);
        model.put("cursor", head.cursor());
        var written = guestbook.writtenBy(
                shown.stream().flatMap(entry -> entry.device().stream()).toList());
        model.put(
                "entries",
                shown.stream().map(entry -> shown(entry, written, words)).toList());
        model.put("tabs", tabs(head.counts(), state, words));
        model.put("heading", words.get("state." + named(state)));
        model.put("state", named(state));
        if (from > 0) model.put("from", from);
        model.put("verdicts", verdicts(state, words));
        model.put(
                "shown", shown.stream().map(entry -> Long.toString(entry.id())).collect(Collectors.joining(" ")));
        model.put("publishable", state != Entry.State.PUBLIC && !shown.isEmpty());
        model.put("emptyWords", words.get("empty." + named(state)));
        model.put("pageTitle", words.get("moderation") + " · " + words.get("title"));
        model.put("isOwner", person.role() == Role.OWNER);
        model.put("person", person.name());
        judged.ifPresent(made -> model.put("judged", shown(made, words)));
        write(request, response, HttpServletResponse.SC_OK, words, moderate.execute(model));
    }

    private static Map<String, Object> shown(Entry entry, Map<UUID, Map<Entry.State, Long>> written, Words words) {
        var shown = new HashMap<>(PageRenderer.shown(entry));
        entry.device()
                .ifPresent(device ->
                        shown.put("history", history(entry, written.getOrDefault(device, Map.of()), words)));
        return shown;
    }

    /** What else its signer's device has signed. */
    private static String history(Entry entry, Map<Entry.State, Long> written, Words words) {
        var others = written.entrySet().stream()
                .filter(counted -> counted.getValue() > (counted.getKey() == entry.state() ? 1 : 0))
                .map(counted -> words.get("state." + named(counted.getKey())) + " "
                        + (counted.getValue() - (counted.getKey() == entry.state() ? 1 : 0)))
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? words.get("deviceFirst")
                : words.get("deviceAlso").replace("{0}", others);
    }

    /** Who waits longest comes first, and whoever comes while somebody decides moves nothing. */
    private List<Entry> waiting(Map<String, Object> model, long after) {
        var some = guestbook.waiting(PAGE_ENTRIES, after);
        if (some.size() <= PAGE_ENTRIES) return some;
        var shown = some.subList(0, PAGE_ENTRIES);
        model.put("further", shown.get(PAGE_ENTRIES - 1).id());
        return shown;
    }

    private List<Entry> newest(Map<String, Object> model, Entry.State state, long before) {
        var found = guestbook.judged(state, PAGE_ENTRIES, before == 0 ? Long.MAX_VALUE : before);
        found.older().ifPresent(older -> model.put("further", older));
        var newestFirst = new ArrayList<>(found.entries());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static List<Map<String, Object>> tabs(Counts counts, Entry.State current, Words words) {
        return ModerateServlet.TABS.stream()
                .map(tab -> Map.<String, Object>of(
                        "state",
                        named(tab),
                        "name",
                        words.get("state." + named(tab)),
                        "count",
                        switch (tab) {
                            case HELD -> counts.held();
                            case HIDDEN -> counts.hidden();
                            case SPAM -> counts.spam();
                            default -> counts.published();
                        },
                        "current",
                        tab == current))
                .toList();
    }

    /** What may become of entries in this state: that which is done most often before the others. */
    private static List<Map<String, Object>> verdicts(Entry.State state, Words words) {
        return List.of("publish", "hide", "spam", "delete").stream()
                .filter(verdict -> ModerateServlet.VERDICTS.get(verdict) != state)
                .map(verdict -> Map.<String, Object>of(
                        "verdict", verdict, "words", words.get(verdict), "first", verdict.equals("publish")))
                .toList();
    }

    private static Map<String, Object> shown(Flash.Judged made, Words words) {
        var count = made.last() - made.first() + 1;
        var done = words.get("done." + named(made.became()) + (count == 1 ? "One" : "Many"))
                .replace("{0}", Long.toString(count));
        return Map.of("words", done, "undo", made.first() + "-" + made.last());
    }

    private static Map<String, Object> shown(Pass pass) {
        return Map.of("id", pass.id(), "name", pass.name(), "date", pass.endsAt(), "minute", minute(pass.endsAt()));
    }

    private static Map<String, Object> shown(Judgment judgment, Words words) {
        return Map.of(
                "date",
                judgment.madeAt(),
                "minute",
                minute(judgment.madeAt()),
                "by",
                judgment.madeBy(),
                "id",
                judgment.entryId(),
                "was",
                words.get("state." + named(judgment.was())),
                "became",
                words.get("state." + named(judgment.became())));
    }

    private static String minute(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES).toString().substring(0, 16).replace('T', ' ') + " UTC";
    }

    private static void tell(Map<String, Object> model, Words words, Map<String, Object> told) {
        model.putAll(told);
        if (told.get("fault") instanceof Fault fault)
            model.put(fault.field() + "Fault", PageRenderer.inWords(words, fault));
    }

    /** Where the browser sees the book, which it says with its own forms (RFC 9110 §10.1.3); a proxy may have it under any path. */
    private static String root(HttpServletRequest request) {
        var from = Objects.requireNonNullElse(request.getHeader("Referer"), "")
                .replaceFirst("[?#].*", "")
                .replaceFirst(SettingsServlet.SETTINGS + "(/[a-z/]*)?$", "/");
        var host = Objects.requireNonNullElse(request.getHeader("Host"), "");
        return from.matches("https?://[^/]+/(.*/)?")
                        && from.replaceFirst("https?://", "").startsWith(host + "/")
                ? from
                : request.getScheme() + "://" + host + request.getContextPath() + "/";
    }

    /** For the template: a path of SVG whose unit is a module, and how many there are on a side. */
    private static Map<String, Object> qrCode(String words) {
        var code = QrCode.encodeText(words, QrCode.Ecc.MEDIUM);
        var path = new StringBuilder();
        for (var y = 0; y < code.size; y++)
            for (var x = 0; x < code.size; x++)
                if (code.getModule(x, y))
                    path.append('M')
                            .append(x + QUIET_MODULES)
                            .append(' ')
                            .append(y + QUIET_MODULES)
                            .append("h1v1h-1z");
        return Map.of("path", path.toString(), "size", code.size + 2 * QUIET_MODULES);
    }

    private static String named(Entry.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** What the owner clicks on no other page may lay something over, not even one that shows the book (CSP Level 3 §6.4.2). */
    private static void write(
            HttpServletRequest request, HttpServletResponse response, int status, Words words, String html)
            throws IOException {
        response.setHeader(
                "Content-Security-Policy",
                Objects.requireNonNullElse(response.getHeader("Content-Security-Policy"), "")
                        .replaceFirst("frame-ancestors [^;]*", "frame-ancestors 'none'"));
        PageRenderer.write(request, response, status, words, html);
    }
}
