package guestbook.relay;

import guestbook.backing.BackingService;
import guestbook.backing.Redis;
import java.util.concurrent.Executors;

class RedisRelayIT extends RemoteRelayContract {
    private final Redis server = new Redis();

    RedisRelayIT() throws Exception {}

    @Override
    BackingService server() {
        return server;
    }

    @Override
    Relay relay(String channel) {
        return new RedisRelay(ServerAddress.of(server.address()), channel, Executors.defaultThreadFactory());
    }
}
