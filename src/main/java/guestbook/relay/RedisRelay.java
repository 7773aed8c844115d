package guestbook.relay;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisURIHelper;

/** Redis Pub/Sub: a subscribed connection takes no other command, so there are two. */
final class RedisRelay extends RemoteRelay {
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int FOREVER = 0;

    private final ServerAddress address;
    private final String channel;

    /** @param address {@code redis://user:password@host:port/} or {@code rediss://} with TLS */
    RedisRelay(ServerAddress address, String channel, ThreadFactory threads) {
        super("Redis", threads);
        this.address = address;
        this.channel = channel;
    }

    @Override
    Link connect() throws NoSuchAlgorithmException {
        var hearing = connected(FOREVER);
        try {
            return new Subscription(hearing, connected(PATIENCE_MILLIS), channel);
        } catch (RuntimeException broken) {
            hearing.close();
            throw broken;
        }
    }

    /** Where there is TLS, the server's certificate must name its host, at which the client by itself does not look. */
    private Jedis connected(int readMillis) throws NoSuchAlgorithmException {
        var parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        var trusted = SSLContext.getDefault().getSocketFactory();
        var uri = address.uri();
        var jedis = new Jedis(
                address.host(),
                address.port(Protocol.DEFAULT_PORT),
                PATIENCE_MILLIS,
                readMillis,
                JedisURIHelper.isRedisSSLScheme(uri),
                trusted,
                parameters,
                null);
        try {
            authenticate(jedis, uri);
            return jedis;
        } catch (RuntimeException refused) {
            jedis.close();
            throw refused;
        }
    }

    private static void authenticate(Jedis jedis, URI uri) {
        var user = JedisURIHelper.getUser(uri);
        var password = JedisURIHelper.getPassword(uri);
        if (password != null && user != null) jedis.auth(user, password);
        else if (password != null) jedis.auth(password);
        if (JedisURIHelper.getDBIndex(uri) > 0) jedis.select(JedisURIHelper.getDBIndex(uri));
    }

    private record Subscription(Jedis hearing, Jedis sending, String channel) implements Link {
        @Override
        public void send(String message) {
            sending.publish(channel, message);
        }

        @Override
        public void hear(Runnable connected, Consumer<String> listener) {
            hearing.subscribe(
                    new JedisPubSub() {
                        @Override
                        public void onSubscribe(String subscribed, int channels) {
                            connected.run();
                        }

                        @Override
                        public void onMessage(String from, String message) {
                            listener.accept(message);
                        }
                    },
                    channel);
        }

        @Override
        public void close() {
            hearing.close();
            sending.close();
        }
    }
}
