package guestbook.moderation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The owner's password, as {@link Password} keeps it; a book without one has no owner yet. */
@Entity
@Table(name = "owner")
class OwnerPassword {
    /** There is one book so far. */
    static final long ID = 1;

    @Id
    private long id = ID;

    private String password = "";

    /** The one that a file of the operator's named last. */
    @Column(name = "in_file")
    private @Nullable String inFile;

    protected OwnerPassword() {}

    OwnerPassword(String kept) {
        password = kept;
    }

    void change(String kept) {
        password = kept;
    }

    /** From now on it is the one in the operator's file. */
    void take(String kept) {
        password = kept;
        inFile = kept;
    }

    String kept() {
        return password;
    }

    Optional<String> inFile() {
        return Optional.ofNullable(inFile);
    }
}
