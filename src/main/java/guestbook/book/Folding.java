package guestbook.book;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is left of words that are looked for, and of those that they are looked for in: neither large nor small letters, nor accents,
 * nor forms of one letter (NFKC), nor what cannot be seen.
 *
 * <p>A mark is an accent in some scripts, and in others the letter itself: カ is not ガ, and का is not की.
 */
final class Folding {
    private static final Pattern UNSEEN = Pattern.compile(
            "[\\p{Cf}\\u034F\\u115F\\u1160\\u180B-\\u180F\\u3164\\uFE00-\\uFE0F\\uFFA0\\x{E0100}-\\x{E01EF}]+");

    private static final Pattern ACCENTS = Pattern.compile(
            "(?<=[\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}\\p{IsHebrew}\\p{IsArabic}\\p{IsSyriac}])[\\p{Mn}\\p{Me}]+");

    /** There are signs that stand for up to 18 letters; an entry full of them would take a thousand times as long as another. */
    private static final Pattern WORD_SIGNS_OR_REST =
            Pattern.compile("[\\u3200-\\u33FF\\uFDF0-\\uFDFF]+|[^\\u3200-\\u33FF\\uFDF0-\\uFDFF]+");

    /** Letters that Unicode takes for letters of their own, and keyboards of other languages do not have. */
    private static final Map<Character, String> PLAIN = plain(
            "łl", "Łl", "øo", "Øo", "đd", "Đd", "ðd", "Ðd", "ħh", "Ħh", "ŧt", "Ŧt", "ŋn", "Ŋn", "ıi", "ɨi", "ĸk", "ɓb",
            "ɗd", "æae", "Æae", "œoe", "Œoe", "þth", "Þth", "ßss", "ẞss", "ſs", "‘'", "’'", "‚'", "‛'", "ʼ'", "ʻ'",
            "ʹ'", "′'", "´'", "`'", "“\"", "”\"", "„\"", "‟\"", "«\"", "»\"", "″\"", "‐-", "‑-", "‒-", "–-", "—-", "―-",
            "−-", "ـ");

    private Folding() {}

    private static Map<Character, String> plain(String... letters) {
        var plain = new HashMap<Character, String>();
        for (var letter : letters) plain.put(letter.charAt(0), letter.substring(1));
        return plain;
    }

    static String fold(String words) {
        var decomposed = WORD_SIGNS_OR_REST
                .matcher(UNSEEN.matcher(substituted(words)).replaceAll(""))
                .replaceAll(part -> Matcher.quoteReplacement(
                        isWordSign(part.group().charAt(0))
                                ? part.group()
                                : Normalizer.normalize(part.group(), Normalizer.Form.NFKD)));
        var accentless = Normalizer.normalize(ACCENTS.matcher(decomposed).replaceAll(""), Normalizer.Form.NFC);
        return substituted(accentless)
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT); // both, so that all forms of a sigma are one
    }

    /** Done twice: ǿ is an ø when its accent has gone, and ´ would fall apart before. */
    private static String substituted(String words) {
        var plain = new StringBuilder(words.length());
        for (var at = 0; at < words.length(); at++) {
            var letter = words.charAt(at);
            var other = PLAIN.get(letter);
            if (other == null) plain.append(letter);
            else plain.append(other);
        }
        return plain.toString();
    }

    private static boolean isWordSign(char letter) {
        return (letter >= '\u3200' && letter <= '\u33FF') || (letter >= '\uFDF0' && letter <= '\uFDFF');
    }
}
