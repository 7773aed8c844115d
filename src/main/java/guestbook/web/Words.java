package guestbook.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.book.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the page says, in the reader's language; for the page and its scripts alike. */
final class Words {
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /** Read once, for as long as the book is open: later there may be no file descriptor for it. */
    private static final Map<Locale, Words> ALL =
            LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), Words::new));

    private final Locale language;
    private final ResourceBundle bundle;

    private Words(Locale language) {
        this.language = language;
        bundle = ResourceBundle.getBundle("guestbook.web.words", language, Words.class.getClassLoader(), NO_FALLBACK);
    }

    /** The first language of {@code Accept-Language} (RFC 9110 §12.5.4) that we have, else English. */
    static Words of(HttpServletRequest request) {
        var chosen = Locale.lookup(
                Collections.list(request.getLocales()).stream()
                        .map(locale -> new Locale.LanguageRange(locale.toLanguageTag()))
                        .toList(),
                LANGUAGES);
        return in(chosen == null ? Locale.ENGLISH : chosen);
    }

    static Words english() {
        return in(Locale.ENGLISH);
    }

    private static Words in(Locale language) {
        return Objects.requireNonNull(ALL.get(language));
    }

    Locale language() {
        return language;
    }

    String get(String key) {
        return bundle.containsKey(key) ? bundle.getString(key) : key;
    }

    boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** All of them, for the templates. */
    Map<String, String> all() {
        return bundle.keySet().stream().collect(Collectors.toMap(Function.identity(), bundle::getString));
    }

    /** All of them, for the scripts. */
    ObjectNode json() {
        var words = Json.object();
        new TreeMap<>(all()).forEach(words::put);
        return words;
    }
}
