package guestbook.moderation;

import guestbook.book.Database;
import guestbook.book.Fault;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whom the book belongs to: whoever has set its password with the code that only the log tells. From then on the owner is known by the
 * secret of a log-in, which a browser keeps.
 *
 * <p>There is no password before, and the code dies with its use and with the process.
 */
public final class Owner {
    /** What the database is to keep for it. */
    public static final List<Class<?>> ENTITIES = List.of(OwnerPassword.class, LogIn.class, Pass.class);

    /** A password takes a processor for long, so one is looked at after the other. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Each who waits holds a thread. */
    private static final int WAITING_LIMIT = 4;

    /** Without those that are mistaken for one another; 60 bits in all. */
    private static final String CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";

    private static final int CODE_GROUPS = 3;
    private static final int CODE_GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final Clock clock;
    private final Semaphore looking = new Semaphore(1, true);
    private @Nullable String code;

    /** Too many passwords are being looked at; it is to be tried again in a moment. */
    public static final class Busy extends Exception {
        private static final long serialVersionUID = 1;

        Busy() {
            super("Too many passwords are being looked at just now.", null, false, false);
        }
    }

    public Owner(Database database) {
        this(database, Clock.systemUTC());
    }

    Owner(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Whether somebody has set a password, on whatever instance. */
    public boolean isThere() {
        return database.read(entities -> password(entities).isPresent());
    }

    /**
     * Whether the book has no owner, and so wants one.
     *
     * @param tell hears the code with which one becomes the owner, where it is a new one; only for whoever runs the book
     */
    public boolean isWanted(Consumer<String> tell) {
        var isThere = isThere(); // nobody waits for the database of another
        synchronized (this) {
            if (isThere) code = null;
            else if (code == null) {
                code = freshCode();
                tell.accept(code);
            }
        }
        return !isThere;
    }

    /** What is wrong with a new password, if anything is. */
    public static Optional<Fault> fault(String field, String password) {
        return Password.fault(field, password);
    }

    /**
     * Makes somebody the owner.
     *
     * @param said the code, however it was typed
     * @param password without {@linkplain #fault fault}
     * @return the secret of a log-in; empty where that is not the code, or the book has an owner
     */
    public Optional<String> begin(String said, String password) throws Busy {
        if (!isCode(said)) return Optional.empty();
        var kept = oneAtATime(() -> Password.kept(password));
        Optional<String> secret = inTurn(entities -> {
            if (password(entities).isPresent()) return Optional.empty();
            entities.persist(new OwnerPassword(kept));
            return Optional.of(LogIns.begin(entities, clock.instant(), null));
        });
        used();
        return secret;
    }

    /** The secret of a log-in; empty where that is not the password. */
    public Optional<String> logIn(String password) throws Busy {
        var known = known(password);
        if (known.isEmpty()) return Optional.empty();
        var today = Password.isOutdated(known.get())
                ? Optional.of(oneAtATime(() -> Password.kept(password)))
                : Optional.<String>empty();
        return inTurn(entities -> {
            var owner = still(entities, known.get());
            owner.ifPresent(same -> today.ifPresent(same::change));
            return owner.map(same -> LogIns.begin(entities, clock.instant(), null));
        });
    }

    /**
     * Changes the password, and ends all log-ins of the owner.
     *
     * @return the secret of a new log-in; empty where the old one is not the password
     */
    public Optional<String> changePassword(String old, String changed) throws Busy {
        var known = known(old);
        if (known.isEmpty()) return Optional.empty();
        var kept = oneAtATime(() -> Password.kept(changed));
        return inTurn(entities -> {
            var owner = still(entities, known.get());
            if (owner.isEmpty()) return Optional.empty();
            owner.get().change(kept);
            LogIns.endOwners(entities);
            return Optional.of(LogIns.begin(entities, clock.instant(), null));
        });
    }

    /**
     * The password that the operator has written into a file. It counts where the file has another one than it had before, so that
     * what the owner has changed since stays, and ends all log-ins of the owner.
     */
    public void take(String password) {
        var inFile = database.read(entities -> password(entities).flatMap(OwnerPassword::inFile));
        if (inFile.filter(kept -> Password.isThat(password, kept)).isPresent()) return;
        var kept = Password.kept(password);
        inTurn(entities -> {
            var owner = password(entities).orElseGet(() -> {
                var first = new OwnerPassword(kept);
                entities.persist(first);
                return first;
            });
            owner.take(kept);
            return LogIns.endOwners(entities);
        });
    }

    /** The book has no owner and no moderators any more, and {@linkplain #isWanted wants} an owner again, with another code. */
    public void forget() {
        used();
        inTurn(entities -> LogIns.endOwners(entities)
                + entities.createQuery("delete from Pass").executeUpdate()
                + entities.createQuery("delete from OwnerPassword").executeUpdate());
    }

    /** What is kept of the password, if that is it. Outside of a transaction, because it takes long. */
    private Optional<String> known(String password) throws Busy {
        var kept = database.read(entities -> password(entities).map(OwnerPassword::kept));
        if (kept.isEmpty()) return Optional.empty();
        return oneAtATime(() -> kept.filter(owners -> Password.isThat(password, owners)));
    }

    /** The password, unless somebody has changed it meanwhile. */
    private static Optional<OwnerPassword> still(EntityManager entities, String kept) {
        return password(entities).filter(owners -> owners.kept().equals(kept));
    }

    /** With the book's row locked, so that on no instance anything of the owner's changes meanwhile. */
    private <T> T inTurn(Function<EntityManager, T> change) {
        return database.write(entities -> {
            entities.createNativeQuery("select id from book for update").getSingleResult();
            return change.apply(entities);
        });
    }

    private static Optional<OwnerPassword> password(EntityManager entities) {
        return Optional.ofNullable(entities.find(OwnerPassword.class, OwnerPassword.ID));
    }

    private synchronized boolean isCode(String said) {
        return code != null && MessageDigest.isEqual(typed(code), typed(said));
    }

    private synchronized void used() {
        code = null;
    }

    /** However it was typed, and with those letters that look like digits. */
    private static byte[] typed(String code) {
        return code.toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replaceAll("[IL]", "1")
                .replaceAll("[^A-Z0-9]", "")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String freshCode() {
        var letters = new StringBuilder();
        for (var at = 0; at < CODE_GROUPS * CODE_GROUP; at++) {
            if (at > 0 && at % CODE_GROUP == 0) letters.append('-');
            letters.append(CODE_LETTERS.charAt(RANDOM.nextInt(CODE_LETTERS.length())));
        }
        return letters.toString();
    }

    @FunctionalInterface
    private interface Look<T> {
        T take();
    }

    private <T> T oneAtATime(Look<T> look) throws Busy {
        if (!findsTurn()) throw new Busy();
        try {
            return look.take();
        } finally {
            looking.release();
        }
    }

    private boolean findsTurn() {
        if (looking.getQueueLength() >= WAITING_LIMIT) return false;
        try {
            return looking.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
