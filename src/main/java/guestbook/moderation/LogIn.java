package guestbook.moderation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** That somebody is known as the owner, on every instance and after a restart: the hash of a secret that only one browser has. */
@Entity
@Table(name = "log_in")
class LogIn {
    @Id
    private String hash = "";

    @Column(name = "ends_at")
    private Instant endsAt = Instant.EPOCH;

    protected LogIn() {}

    LogIn(String hash, Instant endsAt) {
        this.hash = hash;
        this.endsAt = endsAt;
    }

    boolean lastsAt(Instant now) {
        return now.isBefore(endsAt);
    }
}
