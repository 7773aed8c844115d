package guestbook.moderation;

import guestbook.book.Fault;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is kept: PBKDF2 with HMAC-SHA-512 (RFC 8018 §5.2), a salt of its own and as many rounds as the OWASP Password Storage
 * Cheat Sheet asks for, all of which stand beside the hash, so that older ones can still be read.
 *
 * <p>To make or to compare one costs most of a second of a processor, which is what it is for.
 */
final class Password {
    /** In characters. */
    static final int LEAST = 10;

    static final int LIMIT = 200;

    private static final int ROUNDS = 210_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 512;
    private static final String SCHEME = "pbkdf2-sha512";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Password() {}

    /** What is wrong with a new one, if anything is. */
    static Optional<Fault> fault(String field, String password) {
        var length = password.codePointCount(0, password.length());
        if (length < LEAST)
            return Optional.of(
                    new Fault(field, "too_short", "The password must have " + LEAST + " characters or more."));
        if (length > LIMIT)
            return Optional.of(new Fault(field, "too_long", "The password may have " + LIMIT + " characters at most."));
        return Optional.empty();
    }

    /** What is kept of it. */
    static String kept(String password) {
        return kept(password, ROUNDS);
    }

    static String kept(String password, int rounds) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        var encoder = Base64.getEncoder().withoutPadding();
        return String.join(
                "$",
                SCHEME,
                Integer.toString(rounds),
                encoder.encodeToString(salt),
                encoder.encodeToString(hash(password, rounds, salt)));
    }

    /** Whether it is the one that this was {@linkplain #kept kept} of. */
    static boolean isThat(String password, String kept) {
        var parts = kept.split("\\$");
        if (parts.length != 4 || !parts[0].equals(SCHEME)) return false;
        var decoder = Base64.getDecoder();
        var hash = hash(password, Integer.parseInt(parts[1]), decoder.decode(parts[2]));
        return MessageDigest.isEqual(hash, decoder.decode(parts[3]));
    }

    /** Whether it was kept in a way that is not today's any more. */
    static boolean isOutdated(String kept) {
        return !kept.startsWith(SCHEME + "$" + ROUNDS + "$");
    }

    /** Composed, because two keyboards may write the same letter differently (RFC 8265 §4.2.2). */
    private static byte[] hash(String password, int rounds, byte[] salt) {
        var composed = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(composed, salt, rounds, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException neverInJava) {
            throw new IllegalStateException(neverInJava);
        }
    }
}
