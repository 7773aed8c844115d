package guestbook.book;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a reader looks for: words, or parts of words, that all stand in an entry, its name included. */
public final class Terms {
    /** So many characters may be looked for. */
    public static final int LIMIT = 100;

    /** Every entry has them. */
    public static final Terms NONE = new Terms("", List.of());

    private static final Pattern BETWEEN = Pattern.compile("\\s+");

    private final String written;
    private final List<String> folded;

    private Terms(String written, List<String> folded) {
        this.written = written;
        this.folded = folded;
    }

    /** What somebody has written to look for; empty where it is longer than {@link #LIMIT}. */
    public static Optional<Terms> of(String written) {
        if (written.codePointCount(0, written.length()) > LIMIT) return Optional.empty();
        var terms = Stream.of(BETWEEN.split(Folding.fold(written))).filter(term -> !term.isEmpty());
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
}
