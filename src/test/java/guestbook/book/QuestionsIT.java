package guestbook.book;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.backing.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the book asks PostgreSQL, which keeps the plan that it made when the book was empty. */
class QuestionsIT {
    private static final int ENTRIES = 40;

    private final Postgres server = new Postgres();

    QuestionsIT() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void no_question_reads_the_whole_book() throws Exception {
        signAndRead(1); // makes the tables
        var before = readsOfEverything();
        signAndRead(ENTRIES);
        assertEquals(before, readsOfEverything());
    }

    private void signAndRead(int entries) throws Exception {
        try (var database = Database.open(server.url(), server.user(), "", List.of());
                var guestbook = new Guestbook(database, false)) {
            for (var entry = 0; entry < entries; entry++) {
                var draft = Draft.of(UUID.randomUUID(), "Ada", "Entry " + entry);
                guestbook.sign(draft).toCompletableFuture().get(30, TimeUnit.SECONDS);
                guestbook.page(50, Long.MAX_VALUE);
                guestbook.changes(0, 1, 50);
            }
        }
    }

    /** PostgreSQL counts a connection's reads when the connection ends, if not before. */
    private long readsOfEverything() throws Exception {
        eventually(
                Duration.ofSeconds(30),
                () -> number("select count(*) from pg_stat_activity where application_name = 'guestbook'") == 0,
                () -> "connections are left");
        return number("select seq_scan from pg_stat_user_tables where relname = 'entry'");
    }

    private long number(String question) throws SQLException {
        try (var connection = server.connection();
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            assertTrue(answer.next());
            return answer.getLong(1);
        }
    }
}
