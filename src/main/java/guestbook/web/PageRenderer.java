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
import guestbook.moderation.Devices;
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
    private final Mustache.Compiler compiler;
    private final Devices devices;
    private final Assets assets;

    /** Reads the templates in {@code WEB-INF/}. */
    public PageRenderer(ServletContext context, Guestbook guestbook, Devices devices, Assets assets) {
        this.guestbook = guestbook;
        this.devices = devices;
        compiler = Mustache.compiler()
                .defaultValue("")
                .withLoader(name -> new InputStreamReader(
                        Objects.requireNonNull(
                                context.getResourceAsStream("/WEB-INF/" + name + ".html"), "missing template " + name),
                        StandardCharsets.UTF_8));
        book = template("book");
        lab = template("lab");
        swagger = template("swagger");
        error = template("error");
        this.assets = assets;
    }

    /** One of those. */
    Template template(String name) {
        return compiler.loadTemplate(name);
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
        writeEnglish(request, response, lab, "The lab");
    }

    /** The interface, for those who write programs. */
    public void writeSwagger(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeEnglish(request, response, swagger, "The interface");
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
        for (var field : List.of("name", "text", "device"))
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
        model.put("pageTitle", answer.status() + " – " + words.get("title"));
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
        model.put("device", devices.token());
        model.put("mark", devices.mark());
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

    private void writeEnglish(HttpServletRequest request, HttpServletResponse response, Template page, String name)
            throws IOException {
        var words = Words.english();
        var model = model(request, words);
        model.put("pageTitle", name + " · " + words.get("title"));
        write(request, response, HttpServletResponse.SC_OK, words, page.execute(model));
    }

    /** What all templates want to know. */
    Map<String, Object> model(HttpServletRequest request, Words words) {
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

    /** An entry, for the templates. */
    static Map<String, Object> shown(Entry entry) {
        var json = Json.entry(entry);
        return Map.of(
                "id", entry.id(),
                "name", entry.name(),
                "text", entry.text(),
                "date", json.path("date").asText(),
                "day", json.path("date").asText().substring(0, 10),
                "minute", json.path("date").asText().substring(0, 16).replace('T', ' ') + " UTC");
    }

    /** A fault in the reader's language, where we have words for it. */
    static String inWords(Words words, Fault fault) {
        var key = (fault.field().isEmpty() ? "" : fault.field() + ".") + fault.code();
        return words.has(key) ? words.get(key) : fault.msg();
    }

    static void write(HttpServletRequest request, HttpServletResponse response, int status, Words words, String html)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Language", words.language().toLanguageTag());
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Vary", "Accept-Language");
        Body.send(request, response, html);
    }
}
