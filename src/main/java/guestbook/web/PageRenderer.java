package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Draft;
import guestbook.book.Entry;
import guestbook.book.Fault;
import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.book.Signed;
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
    private static final int PAGE_ENTRIES = 20;

    private final Guestbook guestbook;
    private final Template book;
    private final Template lab;
    private final Template swagger;
    private final Template error;
    private final String assetsVersion;

    /** Reads the templates in {@code WEB-INF/}. */
    public PageRenderer(ServletContext context, Guestbook guestbook, String assetsVersion) {
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
        this.assetsVersion = assetsVersion;
    }

    /** Whether a person asks with a browser, and not a program. */
    static boolean wantedBy(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Accept"), "").contains("text/html");
    }

    /** The book as it is, from the newest entry or from before the parameter {@code before}. */
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeBook(request, response, HttpServletResponse.SC_OK, Map.of());
    }

    /** The lab, for those who want to know how it works. */
    public void writeLab(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeEnglish(request, response, lab);
    }

    /** The interface, for those who write programs. */
    public void writeSwagger(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeEnglish(request, response, swagger);
    }

    /** Thanks the guest, and shows the receipt the one time that it can be shown. */
    void signed(HttpServletRequest request, HttpServletResponse response, Signed signed) throws IOException {
        var id = signed.entry().id();
        writeBook(
                request,
                response,
                HttpServletResponse.SC_OK,
                Map.of("signed", Map.of("id", id, "receipt", signed.receipt())));
    }

    /** Says beside the fields what is wrong, with everything that the guest wrote. */
    void notSigned(HttpServletRequest request, HttpServletResponse response, JsonNode sent, Answer answer)
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
        writeBook(request, response, answer.status(), form);
    }

    /** Says that the entry is gone. */
    void withdrawn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var notice = Words.of(request).get("withdrawn");
        writeBook(request, response, HttpServletResponse.SC_OK, Map.of("notice", notice));
    }

    /** There is nothing at this address. */
    public void writeUnknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, Answer.unknown());
    }

    /** What went wrong, as whoever asks reads it: a page for people, JSON for programs. */
    void answer(HttpServletRequest request, HttpServletResponse response, Answer answer) throws IOException {
        if (wantedBy(request) && !asked(request).contains("/api/")) failed(request, response, answer);
        else answer.write(request, response);
    }

    /** A page that says what went wrong and leads back. */
    void failed(HttpServletRequest request, HttpServletResponse response, Answer answer) throws IOException {
        var words = Words.of(request);
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
        var before = Objects.requireNonNullElse(request.getParameter("before"), "");
        var lookedFor = Objects.requireNonNullElse(request.getParameter("q"), "");
        model.put("lookedFor", lookedFor);
        var terms = Terms.of(lookedFor);
        var answered = status;
        if (terms.isEmpty()) {
            model.put("notice", words.get("q.too_long"));
            answered = HttpServletResponse.SC_BAD_REQUEST;
        }
        try {
            addEntries(
                    model,
                    words,
                    terms.orElse(Terms.NONE),
                    before.matches("[1-9][0-9]{0,17}") ? Long.parseLong(before) : Long.MAX_VALUE);
        } catch (DatabaseUnavailable away) {
            model.put("unreadable", true);
            answered = Math.max(status, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
        model.put("key", UUID.randomUUID().toString());
        model.put("latest", before.isEmpty() && lookedFor.isBlank());
        model.putAll(more);
        write(request, response, answered, words, book.execute(model));
    }

    private void addEntries(Map<String, Object> model, Words words, Terms terms, long before) {
        var page = guestbook.page(terms, PAGE_ENTRIES, before);
        var newestFirst = new ArrayList<>(page.entries());
        Collections.reverse(newestFirst);
        model.put("entries", newestFirst.stream().map(PageRenderer::shown).toList());
        model.put("isEmpty", newestFirst.isEmpty());
        model.put("cursor", page.head().cursor());
        model.put("count", page.head().count());
        page.older().ifPresent(older -> model.put("older", terms.query() + "before=" + older));
        model.put("searchable", page.head().count() > 0);
        model.put("search", terms.query());
        model.put("olderWords", words.get(terms.areNone() ? "older" : "furtherBack"));
        var nothingFound = page.older().isPresent() ? "nothingFoundYet" : "nothingFound";
        model.put("emptyWords", words.get(terms.areNone() ? "beFirst" : nothingFound));
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
        model.put("version", assetsVersion);
        model.put("nameLimit", Draft.NAME_LIMIT);
        model.put("textLimit", Draft.TEXT_LIMIT);
        model.put("termsLimit", Terms.LIMIT);
        model.put("w", words.all());
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
                "before", entry.id() + 1,
                "name", entry.name(),
                "initials", initials(entry.name()),
                "text", entry.text(),
                "date", json.path("date").asText(),
                "day", json.path("date").asText().substring(0, 10));
    }

    /** The first letters of the first and the last word; nothing is fetched from strangers. */
    private static String initials(String name) {
        var words = name.strip().split("\\s+");
        var first = firstLetter(words[0]);
        return words.length == 1 ? first : first + firstLetter(words[words.length - 1]);
    }

    private static String firstLetter(String word) {
        return word.codePoints()
                .limit(1)
                .mapToObj(Character::toString)
                .findFirst()
                .orElse("")
                .toUpperCase(Locale.ROOT);
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
