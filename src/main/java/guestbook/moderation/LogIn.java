package guestbook.moderation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That somebody is known, on every instance and after a restart: the hash of a secret that only one browser has. */
@Entity
@Table(name = "log_in")
class LogIn {
    @Id
    private String hash = "";

    @Column(name = "ends_at")
    private Instant endsAt = Instant.EPOCH;

    /** What made somebody a moderator; the owner has none. */
    @ManyToOne
    @JoinColumn(name = "pass")
    private @Nullable Pass pass;

    protected LogIn() {}

    LogIn(String hash, Instant endsAt, @Nullable Pass pass) {
        this.hash = hash;
        this.endsAt = endsAt;
        this.pass = pass;
    }

    boolean lastsAt(Instant now) {
        return now.isBefore(endsAt);
    }

    Person person() {
        return pass == null ? Person.OWNER : new Person(Role.MODERATOR, pass.name());
    }
}
