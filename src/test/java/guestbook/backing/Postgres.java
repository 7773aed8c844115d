package guestbook.backing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/** PostgreSQL, which refuses to run as root, so root runs it as the user that its package has made. */
public final class Postgres extends BackingService {
    private static final String USER = "postgres";
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final Path programs;

    public Postgres() throws Exception {
        try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            programs = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        }
        if (ROOT) run("chown", USER, folder.toString());
        run(as(
                        programs.resolve("initdb").toString(),
                        "-D",
                        data(),
                        "-U",
                        USER,
                        "-E",
                        "UTF8",
                        "--no-sync",
                        "-A",
                        "trust")
                .toArray(String[]::new));
    }

    public String url() {
        return "jdbc:postgresql://localhost:" + port + "/" + USER;
    }

    public String user() {
        return USER;
    }

    /** A connection to look at the data from beside; not by the DriverManager, which a closed book leaves without drivers. */
    public Connection connection() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        return Objects.requireNonNull(new Driver().connect(url(), properties));
    }

    /** Writes a backup, as an operator does. */
    public void dump(String file) throws Exception {
        run(program("pg_dump", "--clean", "-f", folder.resolve(file).toString()));
    }

    /** Puts the backup back. */
    public void restore(String file) throws Exception {
        run(program(
                "psql",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                folder.resolve(file).toString()));
    }

    private String[] program(String name, String... options) {
        var words = new ArrayList<>(
                List.of(programs.resolve(name).toString(), "-h", "localhost", "-p", String.valueOf(port), "-U", USER));
        words.addAll(Arrays.asList(options));
        return as(words.toArray(String[]::new)).toArray(String[]::new);
    }

    @Override
    protected List<String> command() {
        return as(
                programs.resolve("postgres").toString(),
                "-D",
                data(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=localhost",
                "-c",
                "unix_socket_directories=");
    }

    @Override
    protected boolean answers() {
        try (var connection = connection()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** The same process becomes the other user's, so that it is killed by its own id. */
    private static List<String> as(String... command) {
        var words = new ArrayList<String>();
        if (ROOT) words.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        words.addAll(Arrays.asList(command));
        return words;
    }
}
