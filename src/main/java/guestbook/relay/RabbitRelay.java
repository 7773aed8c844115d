package guestbook.relay;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** RabbitMQ: a fanout exchange, and for each instance a queue that ends with its connection. */
final class RabbitRelay extends RemoteRelay {
    private static final int PATIENCE_MILLIS = 3_000;

    private final ConnectionFactory factory = new ConnectionFactory();
    private final String exchange;

    /**
     * @param address {@code amqp://user:password@host:port/virtual-host}, or {@code amqps://} with TLS
     * @throws IllegalArgumentException where the address is none
     */
    RabbitRelay(ServerAddress address, String exchange, ThreadFactory threads) {
        super("RabbitMQ", threads);
        this.exchange = exchange;
        try {
            if (address.uri().getScheme().equals("amqps")) {
                // By itself the client would trust whoever answers, and warn of it.
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
            factory.setUri(address.uri());
            factory.setHost(address.host());
        } catch (Exception wrong) {
            throw new IllegalArgumentException("RabbitMQ's client does not understand this address", wrong);
        }
        factory.setThreadFactory(threads);
        factory.setAutomaticRecoveryEnabled(false); // we come back ourselves
        factory.setExceptionHandler(new DefaultExceptionHandler() {
            @Override
            public void handleUnexpectedConnectionDriverException(Connection connection, Throwable broken) {
                // the hearer learns it as well, and tells it once
            }
        });
        factory.setConnectionTimeout(PATIENCE_MILLIS);
        factory.setHandshakeTimeout(PATIENCE_MILLIS);
    }

    @Override
    Link connect() throws Exception {
        var connection = factory.newConnection("guestbook");
        try {
            return new Consuming(connection, connection.createChannel(), connection.createChannel(), exchange);
        } catch (Exception broken) {
            connection.abort();
            throw broken;
        }
    }

    private record Consuming(Connection connection, Channel hearing, Channel sending, String exchange) implements Link {
        @Override
        public void send(String message) throws IOException {
            sending.basicPublish(exchange, "", null, message.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void hear(Runnable connected, Consumer<String> listener) throws IOException, InterruptedException {
            var ended = new CountDownLatch(1);
            connection.addShutdownListener(why -> ended.countDown());
            hearing.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT, false, true, Map.of());
            var queue = hearing.queueDeclare().getQueue();
            hearing.queueBind(queue, exchange, "");
            hearing.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> listener.accept(new String(delivery.getBody(), StandardCharsets.UTF_8)),
                    tag -> connection.abort());
            connected.run();
            ended.await();
        }

        @Override
        public void close() {
            connection.abort(PATIENCE_MILLIS);
        }
    }
}
