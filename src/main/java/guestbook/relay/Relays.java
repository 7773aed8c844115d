package guestbook.relay;

import java.sql.Connection;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/** Chooses the relay for an address. */
public final class Relays {
    private Relays() {}

    /**
     * Makes a relay, which connects when it is told to listen.
     *
     * @param address {@code local:}, {@code postgresql:}, {@code redis://…}, {@code rediss://…}, {@code amqp://…} or
     *     {@code amqps://…}
     * @param channel what instances of the same book have in common, and nobody else
     * @param connections to the book's database
     */
    public static Relay over(String address, String channel, Callable<Connection> connections, ThreadFactory threads) {
        return switch (address.replaceFirst(":.*", "")) {
            case "local" -> new LocalRelay(threads);
            case "postgresql" -> new PostgresRelay(connections, channel, threads);
            case "redis", "rediss" -> new RedisRelay(ServerAddress.of(address), channel, threads);
            case "amqp", "amqps" -> new RabbitRelay(ServerAddress.of(address), channel, threads);
            default -> throw new IllegalArgumentException(address);
        };
    }
}
