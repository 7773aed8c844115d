package guestbook.book;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;

/** Where the book is kept: an opened and migrated database, H2 or PostgreSQL. */
public final class Database implements AutoCloseable {
    /** Behind the address of an embedded one: we close it ourselves, in order, and tell what H2 would write into a file of its own. */
    static final String EMBEDDED_SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

    private static final String FILE_NAME = "guestbook";

    private static final List<Class<?>> OF_THE_BOOK =
            List.of(Book.class, Entry.class, Receipt.class, Opening.class, Judgment.class);
    private static final int BATCH_ROWS = 100;
    private static final Logger LOG = System.getLogger(Database.class.getName());
    /** Hibernate logs each failed statement with what it was to write, a guest's words and key. */
    private static final java.util.logging.Logger QUOTING =
            java.util.logging.Logger.getLogger("org.hibernate.engine.jdbc.spi.SqlExceptionHelper");

    private final DataSource source;
    private final List<Class<?>> entities;
    private final Callable<Connection> ownConnections;
    private final EntityManagerFactory factory;
    private final boolean embedded;
    private final boolean ours;
    private final Runnable closing;
    private final Runnable keepPrivate;

    private Database(
            DataSource source,
            List<Class<?>> others,
            Callable<Connection> ownConnections,
            boolean ours,
            Runnable closing,
            Runnable keepPrivate) {
        entities = Stream.concat(OF_THE_BOOK.stream(), others.stream()).toList();
        this.keepPrivate = keepPrivate;
        this.ours = ours;
        this.source = source;
        this.ownConnections = ownConnections;
        this.closing = closing;
        try {
            embedded = productOf(source).equals("H2");
            if (!embedded) refuseFewLetters();
            QUOTING.setLevel(java.util.logging.Level.OFF);
            migrateInThreadOfItsOwn();
            factory = entityManagerFactory();
        } catch (RuntimeException | Error failed) {
            closing.run();
            throw failed;
        }
    }

    /** Whether there is an embedded database in this folder. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE_NAME + ".mv.db"));
    }

    /**
     * Opens the embedded database in this folder, which is made where there is none.
     *
     * @param others what it keeps besides the book
     * @throws DatabaseUnavailable with one sentence that says what to do
     */
    public static Database in(Path folder, List<Class<?>> others) {
        return open("jdbc:h2:file:" + folder.resolve(FILE_NAME) + EMBEDDED_SETTINGS, "", "", others);
    }

    /**
     * Opens a pool of our own.
     *
     * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
     * @param others what it keeps besides the book
     * @throws DatabaseUnavailable with one sentence that says what to do
     */
    public static Database open(String url, String user, String password, List<Class<?>> others) {
        EmbeddedFile.prepare(url);
        var pool = Pool.open(url, user, password);
        Runnable keepPrivate = () -> EmbeddedFile.keepPrivate(url);
        var database = new Database(pool.source(), others, pool::ownConnection, true, pool::close, keepPrivate);
        keepPrivate.run();
        return database;
    }

    /** Uses a pool that the server owns and closes. */
    public static Database over(DataSource source, List<Class<?>> others) {
        return new Database(source, others, source::getConnection, false, Pool::deregisterDrivers, () -> {});
    }

    /** Answers a question from committed data. */
    public <T> T read(Function<EntityManager, T> question) {
        try (var entities = factory.createEntityManager()) {
            return question.apply(entities);
        } catch (PersistenceException failed) {
            throw DatabaseUnavailable.because(failed, "The database cannot be read");
        }
    }

    /** Changes data in one transaction; when this returns, the change outlives a power cut. */
    public <T> T write(Function<EntityManager, T> change) {
        try (var entities = factory.createEntityManager()) {
            var transaction = entities.getTransaction();
            transaction.begin();
            try {
                var result = change.apply(entities);
                transaction.commit();
                flush();
                return result;
            } finally {
                if (transaction.isActive()) transaction.rollback();
            }
        } catch (PersistenceException | SQLException failed) {
            throw DatabaseUnavailable.because(failed, "The database cannot be written");
        }
    }

    /** Whether the database lies in this process, so that no other instance can have it open. */
    public boolean isEmbedded() {
        return embedded;
    }

    /** A connection for as long as its caller likes, beside our pool. */
    public Connection ownConnection() throws Exception {
        return ownConnections.call();
    }

    /** Asks for a connection and an answer; throws {@link DatabaseUnavailable} where there is none. */
    public void check() {
        read(entities -> entities.createNativeQuery("select 1").getSingleResult());
    }

    @Override
    public void close() {
        var withdrawnUpTo = withdrawnUpTo();
        factory.close();
        AnnotationCache.forget(entities);
        closing.run();
        // Alone with the file: a pool would open again what is shut down.
        withdrawnUpTo.ifPresent(this::compact);
    }

    /** Words that were withdrawn lie in the embedded database's file until it is written anew; empty where there are none. */
    private Optional<Long> withdrawnUpTo() {
        if (!embedded || !ours) return Optional.empty();
        try {
            return read(entities -> {
                var book = entities.find(Book.class, Book.ID);
                return Optional.ofNullable(entities.createQuery(
                                "select max(e.revision) from Entry e where e.revision > :since and e.state = :state",
                                Long.class)
                        .setParameter("since", book.compacted())
                        .setParameter("state", Entry.State.WITHDRAWN)
                        .getSingleResult());
            });
        } catch (DatabaseUnavailable away) {
            return Optional.empty(); // the next time that it is closed
        }
    }

    private void compact(long revision) {
        try {
            inOwnConnection("SHUTDOWN COMPACT");
            keepPrivate.run(); // it is a new one
            inOwnConnection("update book set compacted = " + revision);
        } catch (Exception failed) {
            LOG.log(
                    Level.WARNING,
                    "The database was not compacted; withdrawn words stay in its file until it is closed again.",
                    failed);
        }
    }

    private void inOwnConnection(String command) throws Exception {
        try (var connection = ownConnections.call();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** H2 answers a commit before it is on the disk; PostgreSQL does not. */
    private void flush() throws SQLException {
        if (!embedded) return;
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    /** Flyway leaves buffers with the thread that it runs on, which would keep them, and us, after an undeploy. */
    private void migrateInThreadOfItsOwn() {
        try {
            CompletableFuture.runAsync(
                            this::migrate,
                            task -> Threads.named("guestbook-migration")
                                    .newThread(task)
                                    .start())
                    .join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof FlywayException inTheWay
                    && inTheWay.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE)
                throw new DatabaseUnavailable(
                        "The database holds somebody else's tables: give the guestbook a database, or a schema, of its own.",
                        failed);
            throw DatabaseUnavailable.because(failed, "The database's tables cannot be made");
        }
    }

    /** In any other encoding of PostgreSQL some guest's letters could never be written. */
    private void refuseFewLetters() {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var answer = statement.executeQuery("show server_encoding")) {
            if (answer.next() && !answer.getString(1).equals("UTF8"))
                throw new DatabaseUnavailable("The database has the encoding " + answer.getString(1)
                        + ", which lacks most letters: make one with ENCODING 'UTF8' and TEMPLATE template0.");
        } catch (SQLException failed) {
            throw DatabaseUnavailable.because(failed, "The database cannot be asked for its encoding");
        }
    }

    private void migrate() {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(source)
                .resourceProvider(Migrations.of(embedded ? "h2" : "postgresql"))
                .javaMigrationClassProvider(List::of)
                .load()
                .migrate();
    }

    /** Hibernate is started by hand: several servers would build the unit of a persistence.xml before the pool exists. */
    private EntityManagerFactory entityManagerFactory() {
        var registry = new StandardServiceRegistryBuilder()
                .enableAutoClose()
                .applySetting("hibernate.connection.datasource", source)
                .applySetting("hibernate.jdbc.batch_size", BATCH_ROWS)
                .applySetting("hibernate.order_inserts", true)
                .applySetting("hibernate.order_updates", true)
                .applySetting("hibernate.type.json_format_mapper", new NoDocumentColumns())
                .applySetting("hibernate.type.xml_format_mapper", new NoDocumentColumns())
                .addService(BytecodeProvider.class, new BytecodeProviderImpl()) // no entity wants classes made for it
                .build();
        return new MetadataSources(registry)
                .addAnnotatedClasses(entities.toArray(Class<?>[]::new))
                .buildMetadata()
                .buildSessionFactory();
    }

    private static String productOf(DataSource source) {
        try (var connection = source.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException failed) {
            throw DatabaseUnavailable.because(failed, "The database cannot be opened");
        }
    }
}
