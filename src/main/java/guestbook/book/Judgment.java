package guestbook.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;

/** That somebody decided who may read an entry. It is kept when the entry is gone, and has none of its words. */
@Entity
public class Judgment {
    /** That of the entry's change, which no other change has. */
    @Id
    private long revision;

    @Column(name = "entry_id")
    private long entryId;

    @Column(name = "made_at")
    private Instant madeAt = Instant.EPOCH;

    @Column(name = "made_by")
    private String madeBy = "";

    @Enumerated(EnumType.STRING)
    private Entry.State was = Entry.State.HELD;

    @Enumerated(EnumType.STRING)
    private Entry.State became = Entry.State.HELD;

    protected Judgment() {}

    Judgment(Entry entry, Entry.State was, Instant now, String by) {
        revision = entry.revision();
        entryId = entry.id();
        madeAt = now;
        madeBy = by;
        this.was = was;
        became = entry.state();
    }

    /** The revision that the entry got with it. */
    public long revision() {
        return revision;
    }

    public long entryId() {
        return entryId;
    }

    /** To the millisecond. */
    public Instant madeAt() {
        return madeAt;
    }

    /** What the book was told of whoever decided. */
    public String madeBy() {
        return madeBy;
    }

    public Entry.State was() {
        return was;
    }

    public Entry.State became() {
        return became;
    }
}
