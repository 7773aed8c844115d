package guestbook.moderation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A link that makes whoever has it a moderator, until a time. The book keeps the hash of its secret. */
@Entity
@Table(name = "pass")
public class Pass {
    @Id
    private String hash = "";

    private String name = "";

    @Column(name = "ends_at")
    private Instant endsAt = Instant.EPOCH;

    protected Pass() {}

    Pass(String hash, String name, Instant endsAt) {
        this.hash = hash;
        this.name = name;
        this.endsAt = endsAt;
    }

    /** By which the owner revokes it; of no use to anybody else. */
    public String id() {
        return hash;
    }

    /** Of the moderator. */
    public String name() {
        return name;
    }

    public Instant endsAt() {
        return endsAt;
    }
}
