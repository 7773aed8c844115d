package guestbook.book;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The signer's proof that an entry is theirs: 256 random bits that only the signer holds, and their SHA-256 here.
 *
 * <p>The hash of the first one lies with its entry. A retry of a signing gets a receipt of its own, in a row of this table, and
 * the earlier one stays good, whichever answer arrives.
 */
@Entity
class Receipt {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    /** So many of one entry's are good at once, the first included. */
    static final int LIMIT = 16;

    @Id
    private String hash = "";

    /** Named as the entry itself, so that Hibernate inserts that first where both are new. */
    @ManyToOne
    private @Nullable Entry entry;

    protected Receipt() {}

    Receipt(String secret, Entry entry) {
        hash = hash(secret);
        this.entry = entry;
    }

    boolean isFor(Entry entry) {
        return entry.equals(this.entry);
    }

    /** A fresh secret, 43 characters of base64url (RFC 4648 §5). */
    static String secret() {
        var bits = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static String hash(String secret) {
        return HexFormat.of().formatHex(Sha256.of(secret));
    }
}
