package guestbook.book;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * What a guest's words become before they are counted and kept: the same words, without what no guest sees, and none can therefore
 * remove when it is complained about.
 *
 * <p>{@code js/cleaning.js} does the same for the counter on the page.
 */
public final class Cleaning {
    /** As word processors and old systems write it (UAX #14, mandatory breaks). */
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\r\\u000B\\f\\u0085\\u2028\\u2029]");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\n]]");
    /** A byte order mark that came along with pasted words. */
    private static final String MARK_OF_BYTE_ORDER = "\uFEFF";
    /** Before the points of a list, as a word processor writes it: in letters of a font of its own, which nobody else has. */
    private static final Pattern BULLET = Pattern.compile("[\\uF076\\uF0A7\\uF0B7\\uF0D8]");

    /** Half of a letter, which no encoding can carry. */
    private static final Pattern HALF = Pattern.compile("\\p{Cs}");

    private static final String NO_LETTER = "\uFFFD";

    /**
     * More marks, and signs that only shape them, than any script puts on one letter would cover the neighbours. And to put them in
     * order (UAX #15) takes the square of their number, so they are cut before that as well as after it.
     */
    private static final Pattern PILE = Pattern.compile("([\\p{M}\\p{Cf}]{8})[\\p{M}\\p{Cf}]+");

    private static final Pattern BLANKS_BEFORE_BREAK = Pattern.compile("(?<!\\p{Zs})\\p{Zs}++\\n");
    /** Empty to the eye. */
    private static final Pattern UNSEEN_LINE = Pattern.compile("\\n[\\p{Zs}\\p{Cf}]++(?=\\n)");

    private static final Pattern MANY_EMPTY_LINES = Pattern.compile("\\n{4,}");
    /** Turns even Latin letters round (UAX #9 §2.2), and so an address into another. */
    private static final Pattern OVERRIDE = Pattern.compile("[\\u202D\\u202E]");

    /**
     * Default ignorable (UAX #44), white, unassigned, private and control characters, marks without a letter, and two signs that
     * are drawn as nothing.
     */
    private static final Pattern VISIBLE = Pattern.compile(
            "[^\\s\\p{Z}\\p{C}\\p{Mn}\\p{Me}" + "\\u115F\\u1160\\u17B4\\u17B5\\u2800\\u3164\\uFFA0\\uFFFC\\x{1D159}]");

    private Cleaning() {}

    /** One line. */
    public static String name(String words) {
        return strip(shaped(strip(lines(words)).replace('\n', ' ')));
    }

    /** Lines with {@code \n} between them, at most two of them empty one after the other. */
    static String text(String words) {
        var shaped = BLANKS_BEFORE_BREAK.matcher(shaped(lines(words))).replaceAll("\n");
        var seen = UNSEEN_LINE.matcher(shaped).replaceAll("\n");
        return strip(MANY_EMPTY_LINES.matcher(seen).replaceAll("\n\n\n"));
    }

    /** Whether there is anything to see. */
    public static boolean isVisible(String words) {
        return VISIBLE.matcher(words).find();
    }

    private static String lines(String words) {
        var lines = LINE_BREAK.matcher(words).replaceAll("\n");
        var shown = CONTROL.matcher(lines.replace(MARK_OF_BYTE_ORDER, "")).replaceAll(" ");
        var pointed = BULLET.matcher(shown).replaceAll("•");
        return HALF.matcher(pointed).replaceAll(NO_LETTER);
    }

    /** What is taken out between two marks brings them together, so they are composed at the end. */
    private static String shaped(String lines) {
        var low = PILE.matcher(OVERRIDE.matcher(lines).replaceAll("")).replaceAll("$1");
        var composed = Normalizer.normalize(low, Normalizer.Form.NFC);
        var turned = directionsEnd(PILE.matcher(composed).replaceAll("$1"));
        return Normalizer.normalize(turned, Normalizer.Form.NFC);
    }

    /**
     * Leaves out what begins a direction and does not end it on its line, and what ends none: whatever stands after these words goes
     * its own way, where they are shown, spoken or printed (UAX #9 §3.1.2).
     */
    private static String directionsEnd(String words) {
        var begun = new ArrayDeque<Integer>();
        var unmatched = new BitSet();
        for (var at = 0; at < words.length(); at++) {
            switch (words.charAt(at)) {
                case '\u202A', '\u202B', '\u2066', '\u2067', '\u2068' -> begun.push(at);
                case '\u202C', '\u2069' -> {
                    if (!begun.isEmpty() && ends(words.charAt(at), words.charAt(begun.peek()))) begun.pop();
                    else unmatched.set(at);
                }
                case '\n' -> {
                    begun.forEach(unmatched::set);
                    begun.clear();
                }
                default -> {
                    // a letter
                }
            }
        }
        begun.forEach(unmatched::set);
        var kept = new StringBuilder(words.length());
        for (var at = 0; at < words.length(); at++) if (!unmatched.get(at)) kept.append(words.charAt(at));
        return kept.toString();
    }

    private static String strip(String words) {
        var from = 0;
        var to = words.length();
        while (from < to && isBlank(words.charAt(from))) from++;
        while (from < to && isBlank(words.charAt(to - 1))) to--;
        return words.substring(from, to);
    }

    private static boolean isBlank(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }

    /** An isolate is ended by its own sign, everything else by the other. */
    private static boolean ends(char end, char begin) {
        return (end == '\u2069') == (begin >= '\u2066');
    }
}
