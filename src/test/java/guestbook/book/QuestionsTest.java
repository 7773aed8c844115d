package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the book asks H2, which sorts all that it finds where an index does not have the asked order from its first column on. */
class QuestionsTest {
    @TempDir
    private Path folder;

    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    @Test
    void every_list_comes_in_the_order_of_an_index() throws SQLException {
        var h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:file:" + folder.resolve("book"));
        // As a pool would: H2 closes a file with its last connection, and opens it with the next.
        try (var kept = h2.getConnection();
                var database = Database.over(listening(h2), List.of())) {
            assertFalse(kept.isClosed());
            try (var guestbook = new Guestbook(database, false)) {
                guestbook.page(50, Long.MAX_VALUE);
                guestbook.changes(7, 9, 50);
            }
            asked.removeIf(question -> !question.contains("order by") || !question.contains("entry"));
            assertEquals(2, asked.size(), asked::toString);
            for (var question : asked) {
                var plan = plan(h2, question);
                assertTrue(plan.contains("index sorted"), plan);
            }
        }
    }

    private static String plan(DataSource h2, String question) throws SQLException {
        try (var connection = h2.getConnection();
                var statement = connection.prepareStatement("explain " + question)) {
            var values = statement.getParameterMetaData().getParameterCount();
            for (var value = 1; value <= values; value++) statement.setObject(value, 1);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private DataSource listening(DataSource source) {
        return (DataSource) heard(DataSource.class, source);
    }

    /** The same object to its users; it writes down what is asked of its connections. */
    private Object heard(Class<?> type, Object real) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
            if (method.getName().equals("prepareStatement")) asked.add((String) values[0]);
            try {
                var answer = method.invoke(real, values);
                return answer instanceof Connection connection ? heard(Connection.class, connection) : answer;
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        });
    }
}
