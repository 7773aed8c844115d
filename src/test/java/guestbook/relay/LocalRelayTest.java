package guestbook.relay;

import java.util.concurrent.Executors;

class LocalRelayTest extends RelayContract {
    @Override
    Relay relay(String channel) {
        return new LocalRelay(Executors.defaultThreadFactory());
    }

    @Override
    Relay other(Relay first, String channel) {
        return first;
    }
}
