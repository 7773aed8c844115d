package guestbook.book;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a reader looks for: words, or parts of words, that all stand in an entry, its name included. */
public final class Terms {
    /** So many characters may be looked for. */
    public static final int LIMIT = 100;

    /** Every entry has them. */
    public static final Terms NONE = new Terms("", List.of());

    private static final Pattern BETWEEN = Pattern.compile("\\s+");
    private static final Pattern WORD_SIGNS_OR_REST =
            Pattern.compile("[\\u3200-\\u33FF\\uFDF0-\\uFDFF]+|[^\\u3200-\\u33FF\\uFDF0-\\uFDFF]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final String written;
    private final List<String> folded;

    private Terms(String written, List<String> folded) {
        this.written = written;
        this.folded = folded;
    }

    /** What somebody has written to look for; empty where it is longer than {@link #LIMIT}. */
    public static Optional<Terms> of(String written) {
        if (written.codePointCount(0, written.length()) > LIMIT) return Optional.empty();
        var terms = Stream.of(BETWEEN.split(fold(written))).filter(term -> !term.isEmpty());
        return Optional.of(new Terms(written, terms.toList()));
    }

    /** Whether nothing is looked for. */
    public boolean areNone() {
        return folded.isEmpty();
    }

    /** What stands before other parameters in an address that asks for these terms: {@code q=…&} or nothing. */
    public String query() {
        return areNone() ? "" : "q=" + URLEncoder.encode(written, StandardCharsets.UTF_8) + "&";
    }

    boolean areIn(Entry entry, Folded folds) {
        var words = folds.of(entry);
        return folded.stream().allMatch(words::contains);
    }

    /**
     * Without the differences between large and small letters, with and without accents, and forms of one letter (NFKD).
     *
     * <p>A sign that stands for whole words stays one: there are some of 18 letters, and an entry full of them would take a thousand
     * times as long as another. What is left becomes four letters at most.
     */
    static String fold(String words) {
        var decomposed = WORD_SIGNS_OR_REST
                .matcher(words)
                .replaceAll(part -> Matcher.quoteReplacement(
                        isWordSign(part.group().charAt(0))
                                ? part.group()
                                : Normalizer.normalize(part.group(), Normalizer.Form.NFKD)));
        var plain = MARKS.matcher(decomposed).replaceAll("");
        return plain.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT); // both, so that ß and ẞ are SS
    }

    private static boolean isWordSign(char letter) {
        return (letter >= '\u3200' && letter <= '\u33FF') || (letter >= '\uFDF0' && letter <= '\uFDFF');
    }
}
