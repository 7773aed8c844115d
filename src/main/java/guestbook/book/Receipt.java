package guestbook.book;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/**
 * The signer's proof that an entry is theirs: a {@link Secret} that only the signer holds, and its hash here.
 *
 * <p>The hash of the first one lies with its entry. A retry of a signing gets a receipt of its own, in a row of this table, and
 * the earlier one stays good, whichever answer arrives.
 */
@Entity
class Receipt {
    /** So many of one entry's are good at once, the first included. */
    static final int LIMIT = 16;

    @Id
    private String hash = "";

    /** Named as the entry itself, so that Hibernate inserts that first where both are new. */
    @ManyToOne
    private @Nullable Entry entry;

    protected Receipt() {}

    Receipt(String secret, Entry entry) {
        hash = Secret.hash(secret);
        this.entry = entry;
    }

    boolean isFor(Entry entry) {
        return entry.equals(this.entry);
    }
}
