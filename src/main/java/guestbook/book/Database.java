package guestbook.book;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.api.ErrorCode;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/** Where the book is kept: an opened and migrated database, H2 or PostgreSQL. */
public final class Database implements AutoCloseable {
    private static final List<Class<?>> ENTITIES = List.of(Book.class, Entry.class, Receipt.class);
    private static final int POOL_SIZE = 8;
    private static final long CONNECTION_TIMEOUT_MILLIS = 3_000;
    private static final int BATCH_ROWS = 100;

    private final DataSource source;
    private final Callable<Connection> ownConnections;
    private final EntityManagerFactory factory;
    private final boolean embedded;
    private final Runnable closing;

    private Database(DataSource source, Callable<Connection> ownConnections, Runnable closing) {
        this.source = source;
        this.ownConnections = ownConnections;
        this.closing = closing;
        try {
            embedded = productOf(source).equals("H2");
            migrateInThreadOfItsOwn();
            factory = entityManagerFactory();
        } catch (RuntimeException | Error failed) {
            closing.run();
            throw failed;
        }
    }

    /**
     * Opens a pool of our own.
     *
     * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
     * @throws DatabaseUnavailable with one sentence that says what to do
     */
    public static Database open(String url, String user, String password) {
        var driver = driverFor(url);
        // Hikari reports a failed start with a stack trace; this connection fails first, and plainly.
        try (var first = connect(driver, url, user, password)) {
            first.setReadOnly(true);
            var pool = new HikariDataSource(poolConfig(driver, url, user, password));
            return new Database(pool, () -> connect(driver, url, user, password), () -> {
                pool.close();
                deregisterDrivers();
            });
        } catch (SQLException failed) {
            deregisterDrivers();
            throw cannotOpen(url, failed);
        }
    }

    /** Uses a pool that the server owns and closes. */
    public static Database over(DataSource source) {
        return new Database(source, source::getConnection, Database::deregisterDrivers);
    }

    /** Answers a question from committed data. */
    <T> T read(Function<EntityManager, T> question) {
        try (var entities = factory.createEntityManager()) {
            return question.apply(entities);
        } catch (PersistenceException failed) {
            throw new DatabaseUnavailable("The database cannot be read (" + reason(failed) + ").", failed);
        }
    }

    /** Changes data in one transaction; when this returns, the change outlives a power cut. */
    <T> T write(Function<EntityManager, T> change) {
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
            throw new DatabaseUnavailable("The database cannot be written (" + reason(failed) + ").", failed);
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
        factory.close();
        AnnotationCache.forget(ENTITIES);
        closing.run();
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
            throw new DatabaseUnavailable("The database's tables cannot be made (" + reason(failed) + ").", failed);
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
                .build();
        return new MetadataSources(registry)
                .addAnnotatedClasses(ENTITIES.toArray(Class<?>[]::new))
                .buildMetadata()
                .buildSessionFactory();
    }

    private static HikariConfig poolConfig(Driver driver, String url, String user, String password) {
        var config = new HikariConfig();
        config.setPoolName("guestbook");
        config.setDriverClassName(driver.getClass().getName());
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setThreadFactory(Threads.named("guestbook-pool"));
        config.setMaximumPoolSize(POOL_SIZE);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setExceptionOverrideClassName(ClosedDatabase.class.getName());
        if (driver instanceof org.postgresql.Driver) config.setDataSourceProperties(postgresqlLimits());
        return config;
    }

    private static Connection connect(Driver driver, String url, String user, String password) throws SQLException {
        var properties = driver instanceof org.postgresql.Driver ? postgresqlLimits() : new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return Optional.ofNullable(driver.connect(url, properties))
                .orElseThrow(() -> new SQLException("the driver does not understand this address"));
    }

    /** A server that hangs must not hold the signers for ever. */
    private static Properties postgresqlLimits() {
        var limits = new Properties();
        limits.setProperty("connectTimeout", "3");
        limits.setProperty("socketTimeout", "10");
        limits.setProperty("tcpKeepAlive", "true");
        limits.setProperty("ApplicationName", "guestbook");
        return limits;
    }

    private static Driver driverFor(String url) {
        return url.startsWith("jdbc:postgresql:") ? new org.postgresql.Driver() : new org.h2.Driver();
    }

    private static String productOf(DataSource source) {
        try (var connection = source.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException failed) {
            throw new DatabaseUnavailable("The database cannot be opened (" + reason(failed) + ").", failed);
        }
    }

    private static DatabaseUnavailable cannotOpen(String url, SQLException failed) {
        var address = "The database " + url.replaceAll("[?;].*", "");
        if (failed.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1)
            return new DatabaseUnavailable(
                    address + " is in use by another process: stop that one, or set GUESTBOOK_DATA to another folder.",
                    failed);
        var advice = url.startsWith("jdbc:h2:file:")
                ? "may this process write there? GUESTBOOK_DATA names the folder."
                : "is it running, and are GUESTBOOK_DB_URL, GUESTBOOK_DB_USER and GUESTBOOK_DB_PASSWORD right?";
        return new DatabaseUnavailable(address + " cannot be opened (" + reason(failed) + "): " + advice, failed);
    }

    /** The deepest cause's first line, which is what an operator can act on. */
    private static String reason(Throwable failed) {
        var cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return Optional.ofNullable(cause.getMessage())
                .orElse(cause.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("");
    }

    /** A driver that stays registered would hold the undeployed application in a server's memory. */
    private static void deregisterDrivers() {
        ourDrivers(); // to look at the driver of a server around us loads ours, which registers itself
        for (var driver : ourDrivers()) {
            try {
                DriverManager.deregisterDriver(driver);
            } catch (SQLException neverForOwnDrivers) {
                throw new IllegalStateException(neverForOwnDrivers);
            }
        }
    }

    private static List<Driver> ourDrivers() {
        return DriverManager.drivers()
                .filter(driver -> driver.getClass().getClassLoader() == Database.class.getClassLoader())
                .toList();
    }
}
