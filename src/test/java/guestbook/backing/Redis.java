package guestbook.backing;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Redis, which keeps nothing. */
public final class Redis extends BackingService {
    public Redis() throws IOException {}

    public String address() {
        return "redis://localhost:" + port;
    }

    @Override
    protected List<String> command() {
        return List.of("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "");
    }

    @Override
    protected boolean answers() {
        try (var client = new Jedis(URI.create(address()))) {
            return client.ping().equals("PONG");
        } catch (JedisException notYet) {
            return false;
        }
    }
}
