package guestbook;

import guestbook.book.DataFolder;
import guestbook.book.Database;
import guestbook.moderation.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Where the book's data lies: in a database that the server lends, else in one that the configuration names, else in a folder.
 *
 * @param lent the server's pool, which wins
 * @param folder where the embedded database lies, if neither of the others is there
 */
record Storage(Configuration configuration, Optional<DataSource> lent, Optional<Path> folder) {
    /** Where servers bind a pool: Tomcat and Jetty; Payara, GlassFish and Open Liberty; WildFly. */
    private static final List<String> NAMES =
            List.of("java:comp/env/jdbc/guestbook", "jdbc/guestbook", "java:/jdbc/guestbook");

    /** @param contextPath by which books in one server are told apart; empty for one that is alone in its process */
    static Storage of(Configuration configuration, Optional<String> contextPath) {
        var lent = NAMES.stream().flatMap(name -> bound(name).stream()).findFirst();
        if (lent.isPresent() || !configuration.databaseUrl().isEmpty())
            return new Storage(configuration, lent, Optional.empty());
        var data = configuration.data();
        var folder = contextPath.map(path -> DataFolder.of(data, path)).orElse(data);
        return new Storage(configuration, lent, Optional.of(folder));
    }

    Database open() {
        return lent.map(source -> Database.over(source, Owner.ENTITIES))
                .or(() -> folder.map(kept -> Database.in(kept, Owner.ENTITIES)))
                .orElseGet(() -> Database.open(
                        configuration.databaseUrl(),
                        configuration.databaseUser(),
                        configuration.databasePassword(),
                        Owner.ENTITIES));
    }

    /** For the operator. */
    String description() {
        return folder.map(Path::toString)
                .orElse(lent.isPresent() ? "the database that the server lends" : "the database of GUESTBOOK_DB_URL");
    }

    /** The names are constants, so nobody can make us look elsewhere. */
    @SuppressWarnings("BanJNDI")
    private static Optional<DataSource> bound(String name) {
        try {
            return Optional.of((DataSource) new InitialContext().lookup(name));
        } catch (NamingException none) {
            return Optional.empty();
        }
    }
}
