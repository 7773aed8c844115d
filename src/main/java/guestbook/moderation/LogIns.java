package guestbook.moderation;

import guestbook.book.Database;
import guestbook.book.Secret;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is known, by the secret of a log-in that a browser keeps, on every instance. */
public final class LogIns {
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Database database;
    private final Clock clock;

    public LogIns(Database database) {
        this(database, Clock.systemUTC());
    }

    LogIns(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Who has this secret; a guest where it is none, or is good no more. */
    public Person person(String secret) {
        return database.read(entities -> Optional.ofNullable(entities.find(LogIn.class, Secret.hash(secret)))
                .filter(known -> known.lastsAt(clock.instant()))
                .map(LogIn::person)
                .orElse(Person.GUEST));
    }

    /** Nobody is known by this secret any more. */
    public void end(String secret) {
        if (person(secret).role() == Role.GUEST) return; // whatever a stranger says, it writes nothing
        database.write(entities -> entities.createQuery("delete from LogIn l where l.hash = :hash")
                .setParameter("hash", Secret.hash(secret))
                .executeUpdate());
    }

    /** Always a new secret, whatever the browser brought along. */
    static String begin(EntityManager entities, Instant now, @Nullable Pass pass) {
        entities.createQuery("delete from LogIn l where l.endsAt < :now")
                .setParameter("now", now)
                .executeUpdate();
        var secret = Secret.fresh();
        var end = now.plus(LONGEST);
        entities.persist(new LogIn(
                Secret.hash(secret), pass == null || end.isBefore(pass.endsAt()) ? end : pass.endsAt(), pass));
        return secret;
    }

    /** The owner is known nowhere any more; whoever has a pass still is. */
    static int endOwners(EntityManager entities) {
        return entities.createQuery("delete from LogIn l where l.pass is null").executeUpdate();
    }
}
