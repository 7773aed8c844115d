package guestbook.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.backing.BackingService;
import guestbook.backing.Postgres;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Properties;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

class PostgresRelayIT extends RemoteRelayContract {
    private final Postgres server = new Postgres();

    PostgresRelayIT() throws Exception {}

    @Override
    BackingService server() {
        return server;
    }

    @Override
    Relay relay(String channel) {
        return new PostgresRelay(server::connection, channel, Executors.defaultThreadFactory());
    }

    @Test
    void a_server_that_lends_its_pool_has_a_driver_of_its_own() throws Exception {
        var jar = Driver.class.getProtectionDomain().getCodeSource().getLocation();
        try (var servers = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
            var driver = (java.sql.Driver)
                    servers.loadClass(Driver.class.getName()).getConstructor().newInstance();
            var properties = new Properties();
            properties.setProperty("user", server.user());
            var lent = new Instance(new PostgresRelay(
                    () -> driver.connect(server.url(), properties), "book", Executors.defaultThreadFactory()));
            try {
                lent.awaitConnection();
                first.relay.send("to whom it may concern");
                assertEquals("to whom it may concern", lent.heard());
            } finally {
                lent.relay.close();
            }
        }
    }
}
