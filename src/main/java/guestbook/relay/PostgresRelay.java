package guestbook.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

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
        public void hear(Runnable connected, Consumer<String> listener) throws SQLException {
            try (var listen = hearing.createStatement()) {
                listen.execute("listen " + hearing.unwrap(PGConnection.class).escapeIdentifier(channel));
            }
            connected.run();
            while (!hearing.isClosed()) {
                var notifications = hearing.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
                for (var notification : notifications) listener.accept(notification.getParameter());
            }
        }

        @Override
        public void close() throws SQLException {
            hearing.close();
            sending.close();
        }
    }
}
