package guestbook.moderation;

import guestbook.book.Signer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what the book knows a signer's browser again: a token that it gives out with its page and signs, so that nobody can make one, and that
 * says nothing but that it is the same one as before. Of the token only a keyed hash (RFC 2104) is kept.
 */
public final class Devices {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_BYTES = 16;
    private static final int SIGNATURE_BYTES = 16;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** @param secret the book's own, the same on every instance */
    public Devices(String secret) {
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), ALGORITHM);
    }

    /** What tokens of this book are kept under: another secret makes others. */
    public String mark() {
        return half(hash("mark", new byte[0])).toString();
    }

    /** A new one, 43 characters of base64url (RFC 4648 §5). */
    public String token() {
        var random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        var token = ByteBuffer.allocate(RANDOM_BYTES + SIGNATURE_BYTES)
                .put(random)
                .put(hash("token", random), 0, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** Who has this token; one that is not ours counts as none. */
    public Signer signer(String token) {
        return new Signer(random(token).map(random -> half(hash("device", random))));
    }

    private Optional<byte[]> random(String token) {
        if (!TOKEN.matcher(token).matches()) return Optional.empty();
        var bytes = Base64.getUrlDecoder().decode(token);
        var random = Arrays.copyOf(bytes, RANDOM_BYTES);
        var signature = Arrays.copyOfRange(bytes, RANDOM_BYTES, bytes.length);
        return MessageDigest.isEqual(signature, Arrays.copyOf(hash("token", random), SIGNATURE_BYTES))
                ? Optional.of(random)
                : Optional.empty();
    }

    private static UUID half(byte[] hash) {
        var digest = ByteBuffer.wrap(hash);
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** @param purpose so that no hash is good for another */
    private byte[] hash(String purpose, byte[] bytes) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((purpose + ":").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
