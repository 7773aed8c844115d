package guestbook.book;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** That an instance opened the book at this revision: what is told from then on, by all instances, is told in its epoch. */
@Entity
class Opening {
    /** 1, 2, 3, … without holes. */
    @Id
    private long id;

    private String epoch = "";

    private long revision;

    protected Opening() {}

    Opening(long id, String epoch, long revision) {
        this.id = id;
        this.epoch = epoch;
        this.revision = revision;
    }

    long id() {
        return id;
    }

    String epoch() {
        return epoch;
    }

    long revision() {
        return revision;
    }
}
