package guestbook.moderation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The owner's password, of which the book keeps a hash; a book without one has no owner yet. */
@Entity
@Table(name = "owner")
class OwnerPassword {
    /** There is one book so far. */
    static final long ID = 1;

    @Id
    private long id = ID;

    private String password = "";

    protected OwnerPassword() {}

    OwnerPassword(String password) {
        change(password);
    }

    void change(String changed) {
        password = Password.kept(changed);
    }

    boolean is(String said) {
        return Password.isThat(said, password);
    }

    boolean isOutdated() {
        return Password.isOutdated(password);
    }
}
