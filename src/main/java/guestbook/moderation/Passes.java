package guestbook.moderation;

import guestbook.book.Database;
import guestbook.book.Secret;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The links with which the owner makes others moderators of this book. */
public final class Passes {
    /** At a time; whoever needs more of them has lost count. */
    static final int LIMIT = 100;

    private final Database database;
    private final Clock clock;

    public Passes(Database database) {
        this(database, Clock.systemUTC());
    }

    Passes(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes one.
     *
     * @param name of the moderator, cleaned and not empty
     * @return its secret, which is told this once; empty where there are a hundred already
     */
    public Optional<String> make(String name, Duration lasts) {
        var secret = Secret.fresh();
        return database.write(entities -> {
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            entities.createQuery("delete from Pass p where p.endsAt < :now")
                    .setParameter("now", now)
                    .executeUpdate();
            if (entities.createQuery("select count(p) from Pass p", Long.class).getSingleResult() >= LIMIT)
                return Optional.empty();
            entities.persist(new Pass(Secret.hash(secret), name, now.plus(lasts)));
            return Optional.of(secret);
        });
    }

    /** Those that are good now, the one that ends first before the others. */
    public List<Pass> all() {
        return database.read(entities -> entities.createQuery(
                        "select p from Pass p where p.endsAt > :now order by p.endsAt, p.hash", Pass.class)
                .setParameter("now", clock.instant())
                .getResultList());
    }

    /**
     * Logs a moderator in.
     *
     * @return the secret of the log-in; empty where that is no pass, or one that is good no more
     */
    public Optional<String> use(String secret) {
        var isPass = database.read(entities -> good(entities, secret)).isPresent();
        if (!isPass) return Optional.empty(); // whatever a stranger says, it writes nothing
        return database.write(
                entities -> good(entities, secret).map(pass -> LogIns.begin(entities, clock.instant(), pass)));
    }

    private Optional<Pass> good(EntityManager entities, String secret) {
        return Optional.ofNullable(entities.find(Pass.class, Secret.hash(secret)))
                .filter(pass -> clock.instant().isBefore(pass.endsAt()));
    }

    /** Whoever had it is no moderator any more, on any instance. */
    public void revoke(String id) {
        database.write(entities -> entities.createQuery("delete from Pass p where p.hash = :hash")
                .setParameter("hash", id)
                .executeUpdate());
    }
}
