package guestbook.relay;

import guestbook.backing.BackingService;
import guestbook.backing.Rabbit;
import java.net.URI;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RabbitRelayIT extends RemoteRelayContract {
    private final Rabbit server = new Rabbit();

    RabbitRelayIT() throws Exception {}

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
        return new RabbitRelay(URI.create(server.address()), channel, Executors.defaultThreadFactory());
    }
}
