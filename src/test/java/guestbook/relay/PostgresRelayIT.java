package guestbook.relay;

import guestbook.backing.BackingService;
import guestbook.backing.Postgres;
import java.util.concurrent.Executors;

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
}
