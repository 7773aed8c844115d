package guestbook.book;

import jakarta.persistence.Column;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.NamedNativeQuery;
import jakarta.persistence.SqlResultSetMapping;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One signed entry as it is now. What nobody but its signer may read has lost nothing; a withdrawn one has lost its words for good. */
@Entity
@Table(name = "entry")
@NamedNativeQuery(
        name = Entry.IDS_OF_KEYS,
        query = "select id from entry where key_hash = any(:keys)",
        resultSetMapping = Entry.IDS_OF_KEYS)
@SqlResultSetMapping(name = Entry.IDS_OF_KEYS, columns = @ColumnResult(name = "id", type = Long.class))
public class Entry {
    /** All keys are one parameter, so that a group of any size is the same statement to Hibernate and the database. */
    static final String IDS_OF_KEYS = "Entry.idsOfKeys";

    /** The revision at which one that has always been held became public. */
    private static final long NEVER = 0;

    /** Who may read an entry. */
    public enum State {
        /** Everybody. */
        PUBLIC,
        /** Its signer, until the host decides. */
        HELD,
        /** Its signer; the host has decided so. */
        HIDDEN,
        /** Its signer; the host takes it for advertising or worse. */
        SPAM,
        /** Nobody; the host has deleted it, and may think better of it for a moment before it is {@link #WITHDRAWN}. */
        DELETED,
        /** Nobody, for good: its words and receipts are gone, and only number, revision and key stay. */
        WITHDRAWN
    }

    @Id
    private long id;

    @Column(name = "book_id")
    private long bookId;

    /** Outlives a withdrawal, so that a late retry cannot bring the entry back; forgotten after some days. */
    @Column(name = "key_hash")
    private @Nullable UUID keyHash;

    /** Of key and words; forgotten with the key, and missing where the entry is older than this column. */
    @Column(name = "draft_hash")
    private @Nullable UUID draftHash;

    @Enumerated(EnumType.STRING)
    private State state = State.PUBLIC;

    private @Nullable String name;

    private @Nullable String text;

    @Column(name = "signed_at")
    private @Nullable Instant signedAt;

    /** The hash of the receipt that the signer was given first. */
    private @Nullable String receipt;

    /** What is known of the signer for some weeks; see {@link Signer}. */
    private @Nullable UUID device;

    /** The revision of the last change. */
    private long revision;

    /** The revision at which the entry last became public; null where that is not known any more. */
    @Column(name = "published")
    private @Nullable Long publicSince;

    protected Entry() {}

    /** A new entry, public or held, numbered by its book, which must be locked. */
    Entry(Book book, Draft draft, Signer signer, String receiptHash, Instant now, boolean held) {
        id = book.nextEntryId();
        bookId = Book.ID;
        keyHash = draft.keyHash();
        draftHash = draft.hash();
        name = draft.name();
        text = draft.text();
        receipt = receiptHash;
        signedAt = now;
        device = signer.device().orElse(null);
        publicSince = NEVER;
        begin(held ? State.HELD : State.PUBLIC, book);
    }

    /** From now on those may read it whom the state names; what was withdrawn stays so. */
    void become(State next, Book book) {
        book.count(state, -1);
        begin(next, book);
        if (next != State.WITHDRAWN) return;
        name = null;
        text = null;
        receipt = null;
        signedAt = null;
        device = null;
    }

    private void begin(State next, Book book) {
        state = next;
        book.count(next, 1);
        revision = book.nextRevision();
        if (next == State.PUBLIC) publicSince = revision;
    }

    public long id() {
        return id;
    }

    public long revision() {
        return revision;
    }

    /** Whether everybody may read it. */
    public boolean isPublic() {
        return state == State.PUBLIC;
    }

    /** Whether readers may have it, or may have had it. */
    public boolean wasPublic() {
        return publicSince == null || publicSince != NEVER;
    }

    public State state() {
        return state;
    }

    /** Whether its words are still there, whoever may read them. */
    boolean hasWords() {
        return state != State.WITHDRAWN;
    }

    /** Whether it became public after {@code since}, so that a reader who stands there sees it for the first time. */
    public boolean isNewSince(long since) {
        return isPublic() && publicSince != null && publicSince > since;
    }

    boolean hasReceipt(String hash) {
        return hash.equals(receipt);
    }

    /** Whether these very words were signed with the draft's key. */
    boolean isOf(Draft draft) {
        return draftHash == null
                ? !hasWords() || (draft.name().equals(name) && draft.text().equals(text))
                : draftHash.equals(draft.hash());
    }

    /** The device that signed it, where it brought a token and that was not long ago. */
    public Optional<UUID> device() {
        return Optional.ofNullable(device);
    }

    @Nullable
    UUID keyHash() {
        return keyHash;
    }

    /** The signer's name; empty when withdrawn. */
    public String name() {
        return name == null ? "" : name;
    }

    /** The message; empty when withdrawn. */
    public String text() {
        return text == null ? "" : text;
    }

    /** When it was signed, to the millisecond; the epoch's beginning when withdrawn. */
    public Instant date() {
        return signedAt == null ? Instant.EPOCH : signedAt;
    }
}
