package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Draft;
import guestbook.book.Entry;
import guestbook.book.EntryPage;
import guestbook.book.Fault;
import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.book.Moderation;
import guestbook.book.Terms;
import guestbook.edge.Body;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Writes the page for people; it is complete without JavaScript, which only makes it live. */
public final class PageRenderer {
    /**
     * Behind a proxy that strips a prefix, {@code /book} is answered as {@code /book/} is, and nothing that is relative would be found.
     * With the origin before it, because a path that begins with two slashes would be another host.
     */
    static final String SLASH =
            "location.pathname.endsWith('/')||location.replace(location.origin+location.pathname+'/'+location.search+location.hash)";

    private static final int PAGE_ENTRIES = 20;

    private final Guestbook guestbook;
    private final Template book;
    private final Template lab;
    private final Template swagger;
    private final Template error;
    private final Template owner;
    private final Template moderate;
    private final Assets assets;

    /** Reads the templates in {@code WEB-INF/}. */
    public PageRenderer(ServletContext context, Guestbook guestbook, Assets assets) {
        this.guestbook = guestbook;
        var compiler = Mustache.compiler()
                .defaultValue("")
                .withLoader(name -> new InputStreamReader(
                        Objects.requireNonNull(
                                context.getResourceAsStream("/WEB-INF/" + name + ".html"), "missing template " + name),
                        StandardCharsets.UTF_8));
        book = compiler.loadTemplate("book");
        lab = compiler.loadTemplate("lab");
        swagger = compiler.loadTemplate("swagger");
        error = compiler.loadTemplate("error");
        owner = compiler.loadTemplate("owner");
        moderate = compiler.loadTemplate("moderate");
        this.assets = assets;
    }

    /** Whether a person asks with a browser, and not a program. */
    static boolean wantedBy(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Accept"), "").contains("text/html");
    }

    /**
     * The book as it is, from the newest entry or from before the parameter {@code before}, or what was found with {@code q}, or the
     * one {@code entry}.
     */
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var told = new HashMap<String, Object>();
        Flash.take(request, response).ifPresent(flash -> {
            Flash.receipt(flash).ifPresent(receipt -> told.put("signed", receipt));
            if (Flash.isWithdrawn(flash)) told.put("notice", Words.of(request).get("withdrawn"));
        });
        writeBook(request, response, HttpServletResponse.SC_OK, told);
    }

    /** The lab, for those who want to know how it works. */
    public void writeLab(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeEnglish(request, response, lab);
    }

    /** The interface, for those who write programs. */
    public void writeSwagger(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeEnglish(request, response, swagger);
    }

    /** Leads to the book after a form (RFC 9110 §15.4.4), so that to load that page again posts nothing. */
    static void redirect(HttpServletRequest request, HttpServletResponse response) throws IOException {
        redirect(request, response, "");
    }

    /** @param path from the application's root */
    static void redirect(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", rootFrom(request) + path);
        response.setHeader("Cache-Control", "no-store");
        Body.send(request, response, "");
    }

    /** Says beside the fields what is wrong, with everything that the guest wrote. */
    void notSigned(HttpServletRequest request, HttpServletResponse response, JsonNode sent, ErrorAnswer answer)
            throws IOException {
        var words = Words.of(request);
        var form = new HashMap<String, Object>();
        for (var field : List.of("name", "text"))
            form.put(field, sent.path(field).asText(""));
        var key = sent.path("key").asText("");
        var keyIsGood =
                answer.faults().stream().noneMatch(fault -> fault.field().equals("key"));
        if (keyIsGood && !key.isEmpty()) form.put("key", key);
        for (var fault : answer.faults())
            form.merge(
                    fault.field().matches("name|text") ? fault.field() + "Fault" : "notice",
                    inWords(words, fault),
                    (first, second) -> first + " " + second);
        answer.sayWhen(response);
        writeBook(request, response, answer.status(), form);
    }

    /**
     * A page of the owner's.
     *
     * @param form which: {@code setup}, {@code login} or {@code settings}
     * @param told what came of it: {@code changed}, or a {@code fault} and the {@code code} that was sent
     */
    void writeOwner(
            HttpServletRequest request, HttpServletResponse response, int status, String form, Map<String, Object> told)
            throws IOException {
        var words = Words.of(request);
        var model = model(request, words);
        for (var word : List.of("explanation", "heading", "submit", "hint"))
            model.put(word, words.get(form + "." + word));
        model.put("pageTitle", words.get(form + ".heading") + " · " + words.get("title"));
        model.put("passwordLabel", words.get(form.equals("login") ? "password" : "newPassword"));
        model.put("passwordKind", form.equals("login") ? "current-password" : "new-password");
        model.put("form", form);
        model.put(form, true);
        model.putAll(told);
        if (told.get("fault") instanceof Fault fault) model.put(fault.field() + "Fault", inWords(words, fault));
        inNoFrame(response);
        write(request, response, status, words, owner.execute(model));
    }

    /** What is in this state, for whom it is certain that they may see it. */
    void writeModeration(HttpServletRequest request, HttpServletResponse response, Entry.State state, long before)
            throws IOException {
        var words = Words.of(request);
        var model = model(request, words);
        var found = guestbook.judged(state, PAGE_ENTRIES, before);
        addEntries(model, found, found.entries());
        found.older().ifPresent(older -> model.put("older", older));
        var tabs = new ArrayList<Map<String, Object>>();
        for (var tab : List.of(Entry.State.HELD, Entry.State.PUBLIC, Entry.State.HIDDEN)) {
            var count = tab == Entry.State.PUBLIC ? guestbook.head().count() : guestbook.count(tab);
            var name = words.get("state." + named(tab));
            if (tab == state) model.put("heading", name);
            tabs.add(Map.of("state", named(tab), "name", name, "count", count, "current", tab == state));
        }
        model.put("tabs", tabs);
        model.put("state", named(state));
        if (before < Long.MAX_VALUE) model.put("before", before);
        model.put("publishable", state != Entry.State.PUBLIC);
        model.put("hideable", state != Entry.State.HIDDEN);
        model.put("emptyWords", words.get("empty." + named(state)));
        model.put("pageTitle", words.get("moderation") + " · " + words.get("title"));
        inNoFrame(response);
        write(request, response, HttpServletResponse.SC_OK, words, moderate.execute(model));
    }

    /** What the owner clicks on no other page may lay something over, not even one that shows the book (CSP Level 3 §6.4.2). */
    private static void inNoFrame(HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy",
                Objects.requireNonNullElse(response.getHeader("Content-Security-Policy"), "")
                        .replaceFirst("frame-ancestors [^;]*", "frame-ancestors 'none'"));
    }

    private static String named(Entry.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** There is nothing at this address. */
    public void writeUnknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, ErrorAnswer.unknown());
    }

    /** What went wrong, as whoever asks reads it: a page for people, JSON for programs. */
    void answer(HttpServletRequest request, HttpServletResponse response, ErrorAnswer answer) throws IOException {
        if (wantedBy(request) && !asked(request).contains("/api/")) failed(request, response, answer);
        else answer.write(request, response);
    }

    /** A page that says what went wrong and leads back. */
    void failed(HttpServletRequest request, HttpServletResponse response, ErrorAnswer answer) throws IOException {
        var words = Words.of(request);
        answer.sayWhen(response);
        var model = model(request, words);
        model.put("status", answer.status());
        model.put("sentence", inWords(words, answer.faults().get(0)).replace("{0}", ErrorServlet.method(request)));
        write(request, response, answer.status(), words, error.execute(model));
    }

    private void writeBook(
            HttpServletRequest request, HttpServletResponse response, int status, Map<String, Object> more)
            throws IOException {
        var words = Words.of(request);
        var model = model(request, words);
        var answered = status;
        try {
            answered = Math.max(status, addEntries(request, model, words));
        } catch (DatabaseUnavailable away) {
            model.put("unreadable", true);
            answered = Math.max(status, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            ErrorAnswer.unreadable().sayWhen(response);
        }
        var isHeld = guestbook.moderation() == Moderation.ALL;
        model.put("invitation", words.get(isHeld ? "invitationHeld" : "invitation"));
        model.put("hint", words.get(isHeld ? "hostReadsFirst" : "everybodyReads"));
        model.put("key", UUID.randomUUID().toString());
        model.put("modules", assets.modules());
        model.putAll(more);
        write(request, response, answered, words, book.execute(model));
    }

    /** What is asked for, in the words of the page; the status says whether it is there. */
    private int addEntries(HttpServletRequest request, Map<String, Object> model, Words words) {
        var entry = number(request, "entry");
        if (entry > 0) return addOne(model, words, entry);
        var lookedFor = Objects.requireNonNullElse(request.getParameter("q"), "");
        var before = number(request, "before");
        var terms = Terms.of(lookedFor);
        model.put("lookedFor", lookedFor);
        model.put("latest", before == 0 && lookedFor.isBlank());
        if (!lookedFor.isBlank()) model.put("pageTitle", lookedFor.strip() + " · " + words.get("title"));
        addPage(model, words, terms.orElse(Terms.NONE), before == 0 ? Long.MAX_VALUE : before);
        if (terms.isPresent()) return HttpServletResponse.SC_OK;
        model.put("notice", words.get("q.too_long"));
        return HttpServletResponse.SC_BAD_REQUEST;
    }

    private void addPage(Map<String, Object> model, Words words, Terms terms, long before) {
        var page = guestbook.page(terms, PAGE_ENTRIES, before);
        addEntries(model, page, page.entries());
        page.older().ifPresent(older -> model.put("older", terms.query() + "before=" + older));
        model.put("heading", words.get(terms.areNone() ? "entries" : "found"));
        model.put("countable", terms.areNone());
        model.put("search", terms.query());
        model.put("olderWords", words.get(terms.areNone() ? "older" : "furtherBack"));
        var nothingFound = page.older().isPresent() ? "nothingFoundYet" : "nothingFound";
        model.put("emptyWords", words.get(terms.areNone() ? "beFirst" : nothingFound));
    }

    private int addOne(Map<String, Object> model, Words words, long id) {
        var page = guestbook.page(1, id + 1);
        var one = page.entries().stream().filter(entry -> entry.id() == id).toList();
        addEntries(model, page, one);
        model.put("heading", words.get("one"));
        for (var entry : one) model.put("pageTitle", entry.name() + " · " + words.get("title"));
        model.put("emptyWords", words.get("gone"));
        return one.isEmpty() ? HttpServletResponse.SC_NOT_FOUND : HttpServletResponse.SC_OK;
    }

    private static void addEntries(Map<String, Object> model, EntryPage page, List<Entry> entries) {
        var newestFirst = new ArrayList<>(entries);
        Collections.reverse(newestFirst);
        model.put("entries", newestFirst.stream().map(PageRenderer::shown).toList());
        model.put("isEmpty", newestFirst.isEmpty());
        model.put("cursor", page.head().cursor());
        model.put("count", page.head().count());
        model.put("searchable", page.head().count() > 0);
    }

    /** A positive number; 0 where there is none. */
    private static long number(HttpServletRequest request, String parameter) {
        var written = Objects.requireNonNullElse(request.getParameter(parameter), "");
        return written.matches("[1-9][0-9]{0,17}") ? Long.parseLong(written) : 0;
    }

    private void writeEnglish(HttpServletRequest request, HttpServletResponse response, Template page)
            throws IOException {
        var words = Words.english();
        write(request, response, HttpServletResponse.SC_OK, words, page.execute(model(request, words)));
    }

    private Map<String, Object> model(HttpServletRequest request, Words words) {
        var model = new HashMap<String, Object>();
        model.put("language", words.language().toLanguageTag());
        model.put("base", rootFrom(request));
        model.put("version", assets.version());
        model.put("slash", SLASH);
        model.put("nameLimit", Draft.NAME_LIMIT);
        model.put("textLimit", Draft.TEXT_LIMIT);
        model.put("termsLimit", Terms.LIMIT);
        model.put("w", words.all());
        model.put("pageTitle", words.get("title"));
        model.put("words", Json.text(words.json()).replace("<", "\\u003c"));
        return model;
    }

    /** The way up to the application's root, relative, so that a proxy may serve the book under any path. */
    private static String rootFrom(HttpServletRequest request) {
        var depth = asked(request)
                .substring(request.getContextPath().length())
                .chars()
                .filter(letter -> letter == '/')
                .count();
        return depth <= 1 ? "./" : "../".repeat((int) depth - 1);
    }

    /** The address that was asked for, also where the server has gone on to another. */
    private static String asked(HttpServletRequest request) {
        return Objects.requireNonNullElse(
                (String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), request.getRequestURI());
    }

    private static Map<String, Object> shown(Entry entry) {
        var json = Json.entry(entry);
        return Map.of(
                "id", entry.id(),
                "name", entry.name(),
                "text", entry.text(),
                "date", json.path("date").asText(),
                "day", json.path("date").asText().substring(0, 10),
                "minute", json.path("date").asText().substring(0, 16).replace('T', ' ') + " UTC");
    }

    private static String inWords(Words words, Fault fault) {
        var key = (fault.field().isEmpty() ? "" : fault.field() + ".") + fault.code();
        return words.has(key) ? words.get(key) : fault.msg();
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, int status, Words words, String html)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Language", words.language().toLanguageTag());
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Vary", "Accept-Language");
        Body.send(request, response, html);
    }
}
