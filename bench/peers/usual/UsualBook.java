import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/**
 * The same feature written the usual way: an endpoint with a set of sessions, one transaction for each entry, and one
 * {@code sendText} for each entry and session.
 *
 * <p>Arguments: port, folder, and {@code fast} (H2 as it is, which answers before the disk has the entry), {@code durable}
 * (each entry on the disk before the answer), {@code empty} (no endpoint: the least that answers) or a PostgreSQL's JDBC URL.
 */
public final class UsualBook {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Session> SESSIONS = ConcurrentHashMap.newKeySet();

    private UsualBook() {}

    public static void main(String... arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        var work = Path.of(arguments[1]);
        var kind = arguments[2];
        var url = kind.startsWith("jdbc:") ? kind : "jdbc:h2:file:" + work.resolve("book");
        var source = pool(url);
        var entities = entityManagerFactory(source);
        var tomcat = new Tomcat();
        tomcat.setBaseDir(work.toString());
        var connector = new Connector();
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setProperty("maxConnections", "65536");
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", null);
        if (!kind.equals("empty")) {
            ServletContainerInitializer webSocket = new WsSci();
            context.addServletContainerInitializer(webSocket, Set.of(Readers.class));
        }
        Tomcat.addServlet(context, "book", new Book(entities, source, kind.equals("durable")));
        context.addServletMappingDecoded("/*", "book");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static DataSource pool(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(url.startsWith("jdbc:h2:") ? "sa" : "guestbook");
        return new HikariDataSource(config);
    }

    private static EntityManagerFactory entityManagerFactory(DataSource source) {
        var registry = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.connection.datasource", source)
                .applySetting("hibernate.hbm2ddl.auto", "update")
                .build();
        return new MetadataSources(registry)
                .addAnnotatedClass(UsualEntry.class)
                .buildMetadata()
                .buildSessionFactory();
    }

    /** An entry as most would write it. */
    @Entity
    public static class UsualEntry {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        public Long id;

        public String name;
        public String text;
        public Instant date;
    }

    /** Everybody who has the book open. */
    @ServerEndpoint("/ws/live-updates")
    public static class Readers {
        @OnOpen
        public void open(Session session) {
            SESSIONS.add(session);
        }

        @OnClose
        public void close(Session session) {
            SESSIONS.remove(session);
        }

        @OnError
        public void lost(Session session, Throwable why) {
            SESSIONS.remove(session);
        }

        static void tell(String message) {
            for (var session : SESSIONS) {
                synchronized (session) {
                    try {
                        if (session.isOpen()) session.getBasicRemote().sendText(message);
                    } catch (IOException | IllegalStateException gone) {
                        SESSIONS.remove(session);
                    }
                }
            }
        }
    }

    /** Takes entries. */
    private static final class Book extends HttpServlet {
        private final EntityManagerFactory factory;
        private final DataSource source;
        private final boolean durable;

        Book(EntityManagerFactory factory, DataSource source, boolean durable) {
            this.factory = factory;
            this.source = source;
            this.durable = durable;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html");
            response.getWriter().println("<!doctype html><title>Guestbook</title>");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var sent = JSON.readTree(request.getInputStream());
            var entry = new UsualEntry();
            entry.name = sent.path("name").asText();
            entry.text = sent.path("text").asText();
            entry.date = Instant.now();
            store(entry);
            var told = Map.of("id", entry.id, "name", entry.name, "text", entry.text, "date", entry.date.toString());
            Readers.tell(JSON.writeValueAsString(Map.of("type", "EntryCreated", "createdEntry", told)));
            response.setContentType("application/json");
            response.getOutputStream().write(JSON.writeValueAsBytes(told));
        }

        private void store(UsualEntry entry) throws IOException {
            try (var entities = factory.createEntityManager()) {
                entities.getTransaction().begin();
                entities.persist(entry);
                entities.getTransaction().commit();
            }
            if (!durable) return;
            try (var connection = source.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            } catch (java.sql.SQLException failed) {
                throw new IOException(failed);
            }
        }
    }
}
