package guestbook.relay;

import guestbook.backing.BackingService;
import guestbook.backing.Postgres;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresRelayIT extends RemoteRelayContract {
    private final Postgres server = new Postgres();

    PostgresRelayIT() throws Exception {}

    @BeforeAll
    void start() throws Exception {
        server.start();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Override
    BackingService server() {
        return server;
    }

    @Override
    Relay relay(String channel) {
        return new PostgresRelay(server::connection, channel, Executors.defaultThreadFactory());
    }
}
