package guestbook.relay;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** PostgreSQL's LISTEN and NOTIFY, on connections of its own: one waits, so another sends. */
final class PostgresRelay extends RemoteRelay {
    /** How long one wait for messages lasts; the driver looks at the socket meanwhile, so nothing comes late. */
    private static final int WAIT_MILLIS = 5_000;

    private static final int PATIENCE_MILLIS = 3_000;

    private final Callable<Connection> connections;
    private final String channel;

    PostgresRelay(Callable<Connection> connections, String channel, ThreadFactory threads) {
        super("PostgreSQL", threads);
        this.connections = connections;
        this.channel = channel;
    }

    @Override
    Link connect() throws Exception {
        var hearing = connections.call();
        try {
            var sending = connections.call();
            sending.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            return new Listening(hearing, sending, channel);
        } catch (Exception broken) {
            hearing.close();
            throw broken;
        }
    }

    private record Listening(Connection hearing, Connection sending, String channel) implements Link {
        @Override
        public void send(String message) throws SQLException {
            try (var notify = sending.prepareStatement("select pg_notify(?, ?)")) {
                notify.setString(1, channel);
                notify.setString(2, message);
                notify.execute();
            }
        }

        @Override
        public void hear(Runnable connected, Consumer<String> listener) throws Exception {
            var notifications = Notifications.of(hearing);
            try (var listen = hearing.createStatement()) {
                listen.execute("listen \"" + channel.replace("\"", "\"\"") + "\"");
            }
            connected.run();
            while (!hearing.isClosed()) for (var message : notifications.await()) listener.accept(message);
        }

        /** Aborted, so that whoever waits is woken, and a pool that lent a connection sees that it is none any more. */
        @Override
        public void close() throws SQLException {
            for (var connection : List.of(hearing, sending)) {
                connection.abort(Runnable::run);
                connection.close();
            }
        }
    }

    /** What the driver offers beyond JDBC. A server that lends its pool has its own driver, whose classes are not ours. */
    private record Notifications(Object connection, Method next, Method parameter) {
        static Notifications of(Connection connection) throws Exception {
            for (var loader : loaders(connection)) {
                try {
                    var type = Class.forName("org.postgresql.PGConnection", false, loader);
                    if (!connection.isWrapperFor(type)) continue;
                    var notification = Class.forName("org.postgresql.PGNotification", false, loader);
                    return new Notifications(
                            connection.unwrap(type),
                            type.getMethod("getNotifications", int.class),
                            notification.getMethod("getParameter"));
                } catch (ClassNotFoundException elsewhere) {
                    // the next one may know it
                }
            }
            throw new SQLException("the server's PostgreSQL driver is out of reach; set GUESTBOOK_DB_URL instead of"
                    + " the server's pool, or another GUESTBOOK_RELAY");
        }

        List<String> await() throws ReflectiveOperationException {
            var messages = new ArrayList<String>();
            for (var notification : (Object[]) next.invoke(connection, WAIT_MILLIS))
                messages.add((String) parameter.invoke(notification));
            return messages;
        }

        /** Our own, those of the server around us, and the connection's. */
        private static Set<ClassLoader> loaders(Connection connection) {
            var loaders = new LinkedHashSet<ClassLoader>();
            for (var loader = PostgresRelay.class.getClassLoader(); loader != null; loader = loader.getParent())
                loaders.add(loader);
            loaders.add(connection.getClass().getClassLoader());
            return loaders;
        }
    }
}
