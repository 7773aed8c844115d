package guestbook.relay;

import guestbook.backing.BackingService;
import guestbook.backing.Redis;
import java.net.URI;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisRelayIT extends RemoteRelayContract {
    private final Redis server = new Redis();

    RedisRelayIT() throws Exception {}

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
        return new RedisRelay(URI.create(server.address()), channel, Executors.defaultThreadFactory());
    }
}
