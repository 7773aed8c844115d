package guestbook.book;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.EOFException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;

/** The connections to a database that no server lends us. */
final class Pool implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final long CONNECTION_TIMEOUT_MILLIS = 3_000;

    private final Driver driver;
    private final String url;
    private final String user;
    private final String password;
    private final HikariDataSource source;

    private Pool(Driver driver, String url, String user, String password) throws SQLException {
        this.driver = driver;
        this.url = url;
        this.user = user;
        this.password = password;
        // Hikari reports a failed start with a stack trace; this connection fails first, and plainly.
        try (var first = ownConnection()) {
            first.setReadOnly(true);
            source = new HikariDataSource(config());
        }
    }

    /**
     * Connects.
     *
     * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
     * @throws DatabaseUnavailable with one sentence that says what to do
     */
    static Pool open(String url, String user, String password) {
        try {
            var driver = url.startsWith("jdbc:postgresql:") ? new org.postgresql.Driver() : new org.h2.Driver();
            return new Pool(driver, url, user, password);
        } catch (SQLException failed) {
            deregisterDrivers();
            throw cannotOpen(url, failed);
        }
    }

    DataSource source() {
        return source;
    }

    /** One that is not of the pool, for as long as its caller likes. */
    Connection ownConnection() throws SQLException {
        var properties = limits();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return Optional.ofNullable(driver.connect(url, properties))
                .orElseThrow(() -> new SQLException("the driver does not understand this address"));
    }

    @Override
    public void close() {
        source.close();
        deregisterDrivers();
    }

    /** A driver that stays registered would hold the undeployed application in a server's memory. */
    static void deregisterDrivers() {
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
                .filter(driver -> driver.getClass().getClassLoader() == Pool.class.getClassLoader())
                .toList();
    }

    private HikariConfig config() {
        var config = new HikariConfig();
        config.setPoolName("guestbook");
        config.setDriverClassName(driver.getClass().getName());
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setThreadFactory(Threads.named("guestbook-pool"));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setExceptionOverrideClassName(ClosedDatabase.class.getName());
        if (driver instanceof org.postgresql.Driver) {
            config.setDataSourceProperties(limits());
            // Every question has its index; a plan made while the book was empty would read all of it ever after.
            config.setConnectionInitSql("set enable_seqscan = off");
        }
        return config;
    }

    /** A PostgreSQL that hangs must not hold the signers for ever. */
    private static Properties limits() {
        var limits = new Properties();
        limits.setProperty("connectTimeout", "3");
        limits.setProperty("socketTimeout", "10");
        limits.setProperty("tcpKeepAlive", "true");
        limits.setProperty("ApplicationName", "guestbook");
        limits.setProperty("reWriteBatchedInserts", "true");
        return limits;
    }

    /**
     * Whether the driver's words may be told. Where the operator wrote settings into the address it may quote them, and one may be a
     * password in the wrong place; what the network says, or the database itself of who came in (SQLSTATE classes 28 and 3D), has none.
     */
    private static boolean mayTell(String url, SQLException failed) {
        var written = url.replace(Database.EMBEDDED_SETTINGS, "");
        if (!written.contains("?") && !written.contains(";")) return true;
        return deepest(failed) instanceof IOException
                || (failed.getSQLState() != null && failed.getSQLState().matches("(28|3D).*"));
    }

    private static Throwable deepest(Throwable failed) {
        var cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }

    private static DatabaseUnavailable cannotOpen(String url, SQLException failed) {
        // What the operator wrote may hold a password, wherever it stands.
        var address = url.startsWith("jdbc:h2:file:")
                ? "The database " + url.replaceAll("[?;].*", "")
                : "The database of GUESTBOOK_DB_URL";
        if (failed.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1)
            return new DatabaseUnavailable(
                    address + " is in use by another process: stop that one, or set GUESTBOOK_DATA to another folder.",
                    failed);
        if (failed.getErrorCode() == ErrorCode.FILE_CORRUPTED_1 || deepest(failed) instanceof EOFException)
            return new DatabaseUnavailable(
                    address + " is damaged: put a backup in its place, and keep this file for whoever may repair it.",
                    failed);
        var advice = url.startsWith("jdbc:h2:file:")
                ? "may this process write there? GUESTBOOK_DATA names the folder."
                : "is it running, and are GUESTBOOK_DB_URL, GUESTBOOK_DB_USER and GUESTBOOK_DB_PASSWORD right?";
        return mayTell(url, failed)
                ? new DatabaseUnavailable(
                        address + " cannot be opened (" + DatabaseUnavailable.reason(failed) + "): " + advice, failed)
                : new DatabaseUnavailable(
                        address + " cannot be opened: is each of its settings right? Else, " + advice);
    }
}
