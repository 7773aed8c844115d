package guestbook.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The book's own row: whoever locks it may change entries, and numbers the changes from it. */
@Entity
class Book {
    /** There is one book so far. */
    static final long ID = 1;

    @Id
    private long id;

    /** What the book is called among the instances that have it open; it never changes. */
    @Column(nullable = false)
    private String mark = "";

    /** In which cursors are told now. */
    @Column(nullable = false)
    private String epoch = "";

    private long revision;

    /** Entries signed since the book began, withdrawn ones included; also the last entry's id. */
    private long signed;

    /** Entries that everybody may read now. */
    private long published;

    /** Entries that wait, */
    private long held;

    /** and those that moderators have taken from the readers. */
    private long hidden;

    private long spam;

    /** Up to this entry all signing keys are forgotten. */
    @Column(name = "keys_forgotten")
    private long keysForgotten;

    /** Up to this entry it is forgotten who signed it, as far as that was known. */
    @Column(name = "signers_forgotten")
    private long signersForgotten;

    /** For what is kept of devices; it never changes. */
    private String secret = "";

    /** The revision at which the embedded database's file was last written anew, without what had been withdrawn. */
    private long compacted;

    /** Null until the owner has decided. */
    @Enumerated(EnumType.STRING)
    private @Nullable Moderation moderation;

    protected Book() {}

    String mark() {
        return mark;
    }

    void opened(Opening opening) {
        epoch = opening.epoch();
    }

    Optional<Moderation> moderation() {
        return Optional.ofNullable(moderation);
    }

    void moderate(Moderation changed) {
        moderation = changed;
    }

    long nextRevision() {
        return ++revision;
    }

    long nextEntryId() {
        return ++signed;
    }

    /** One more entry is in this state, or one less. */
    void count(Entry.State state, int more) {
        switch (state) {
            case PUBLIC -> published += more;
            case HELD -> held += more;
            case HIDDEN -> hidden += more;
            case SPAM -> spam += more;
            case DELETED, WITHDRAWN -> {
                // nobody reads these
            }
        }
    }

    long keysForgotten() {
        return keysForgotten;
    }

    void keysForgotten(long upToEntryId) {
        keysForgotten = upToEntryId;
    }

    long signersForgotten() {
        return signersForgotten;
    }

    void signersForgotten(long upToEntryId) {
        signersForgotten = upToEntryId;
    }

    String secret() {
        return secret;
    }

    long compacted() {
        return compacted;
    }

    Head head() {
        return new Head(new Cursor(epoch, revision), new Counts(held, published, hidden, spam));
    }
}
