package guestbook.book;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a guest wants to sign: {@linkplain Cleaning cleaned}, in Unicode Normalization Form C (UAX #15), and within the limits.
 *
 * @param key the client's own id of this signing: the same key again is the same entry
 * @param name one line of 1 to {@value #NAME_LIMIT} characters
 * @param text 1 to {@value #TEXT_LIMIT} characters
 */
public record Draft(UUID key, String name, String text) {
    /** The longest name, in code points. */
    public static final int NAME_LIMIT = 80;

    /** The longest text, in code points. */
    public static final int TEXT_LIMIT = 2_000;

    private static final int UUID_CHARACTERS = 36;
    private static final Pattern UUID_WRITTEN = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /**
     * Cleans and checks a guest's words.
     *
     * @throws InvalidDraft with every fault at once
     */
    public static Draft of(UUID key, String name, String text) throws InvalidDraft {
        return checked(key, Optional.of(name), Optional.of(text), new ArrayList<>());
    }

    /**
     * Reads {@code name}, {@code text} and the optional {@code key} from a client's message; without a key, every call is
     * a new entry.
     *
     * @throws InvalidDraft with every fault at once
     */
    public static Draft of(JsonNode message) throws InvalidDraft {
        var faults = new ArrayList<Fault>();
        var name = field(message, "name", faults);
        var text = field(message, "text", faults);
        var key = key(field(message, "key", faults).orElse(""), faults);
        return checked(key, name, text, faults);
    }

    /** Whether this is written as a key is, a UUID (RFC 9562 §4). */
    public static boolean isKey(String written) {
        return written.length() <= UUID_CHARACTERS
                && UUID_WRITTEN.matcher(written).matches();
    }

    /** What is wrong with any other key. */
    public static Fault invalidKey() {
        return new Fault("key", "invalid", "The key must be a UUID, such as " + UUID.randomUUID() + ".");
    }

    /** What is kept of the key, which who reads the database cannot use. */
    UUID keyHash() {
        return hash(key.toString());
    }

    /** What is kept of key and words, to know whether the same comes again. */
    UUID hash() {
        return hash(key + "\n" + name + "\n" + text);
    }

    /** The first half of SHA-256, as wide as the key itself. */
    private static UUID hash(String words) {
        var digest = ByteBuffer.wrap(Sha256.of(words));
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** Nothing where it was no string, which is a fault already. */
    private static Optional<String> field(JsonNode message, String field, List<Fault> faults) {
        var value = message.path(field);
        if (value.isMissingNode() || value.isNull() || value.isTextual()) return Optional.of(value.asText(""));
        faults.add(new Fault(field, "wrong_type", "The " + field + " must be a string."));
        return Optional.empty();
    }

    private static UUID key(String written, List<Fault> faults) {
        if (written.isEmpty()) return UUID.randomUUID();
        if (!isKey(written)) {
            faults.add(invalidKey());
            return UUID.randomUUID();
        }
        return UUID.fromString(written);
    }

    private static Draft checked(UUID key, Optional<String> name, Optional<String> text, List<Fault> faults)
            throws InvalidDraft {
        var cleanName = name.map(words -> checked("name", Cleaning.name(words), NAME_LIMIT, faults));
        var cleanText = text.map(words -> checked("text", Cleaning.text(words), TEXT_LIMIT, faults));
        if (!faults.isEmpty()) throw new InvalidDraft(faults);
        return new Draft(key, cleanName.orElseThrow(), cleanText.orElseThrow());
    }

    private static String checked(String field, String words, int limit, List<Fault> faults) {
        var length = words.codePointCount(0, words.length());
        if (!Cleaning.isVisible(words))
            faults.add(new Fault(field, "required", "The " + field + " is missing; please write something."));
        else if (length > limit)
            faults.add(new Fault(
                    field,
                    "too_long",
                    "The %s has %d characters; at most %d are allowed.".formatted(field, length, limit)));
        return words;
    }
}
