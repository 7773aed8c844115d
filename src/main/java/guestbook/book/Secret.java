package guestbook.book;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** 256 random bits that one person holds and the book does not: it keeps their SHA-256, from which nobody finds them. */
public final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private Secret() {}

    /** 43 characters of base64url (RFC 4648 §5). */
    public static String fresh() {
        var bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** What is kept of it, 64 hexadecimal digits. */
    public static String hash(String secret) {
        return HexFormat.of().formatHex(Sha256.of(secret));
    }
}
