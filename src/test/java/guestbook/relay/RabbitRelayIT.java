package guestbook.relay;

import guestbook.backing.BackingService;
import guestbook.backing.Rabbit;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;

@Tag("long")
class RabbitRelayIT extends RemoteRelayContract {
    private final Rabbit server = new Rabbit();

    RabbitRelayIT() throws Exception {}

    @Override
    BackingService server() {
        return server;
    }

    @Override
    Relay relay(String channel) {
        return new RabbitRelay(ServerAddress.of(server.address()), channel, Executors.defaultThreadFactory());
    }
}
