package guestbook.relay;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every relay does, whatever carries its messages. */
abstract class RelayContract {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    Instance first;
    Instance second;

    /** A relay that carries the messages of this channel. */
    abstract Relay relay(String channel);

    /** One that hears what the other sends; the only instance of all hears itself. */
    Relay other(Relay first, String channel) {
        return relay(channel);
    }

    @BeforeEach
    void connect() throws Exception {
        var relay = relay("book");
        first = new Instance(relay);
        first.awaitConnection();
        var other = other(relay, "book");
        if (other == relay) second = first;
        else (second = new Instance(other)).awaitConnection();
    }

    @AfterEach
    void disconnect() {
        first.relay.close();
        second.relay.close();
    }

    @Test
    void a_message_reaches_every_instance_and_its_sender_too() throws Exception {
        first.relay.send("from the first: Grüße, \u4f60\u597d, 'quotes' and \"quotes\"");

        assertEquals("from the first: Grüße, \u4f60\u597d, 'quotes' and \"quotes\"", first.heard());
        if (second != first)
            assertEquals("from the first: Grüße, \u4f60\u597d, 'quotes' and \"quotes\"", second.heard());
    }

    @Test
    void messages_come_in_the_order_of_their_sender() throws Exception {
        for (int i = 0; i < 200; i++) first.relay.send("message " + i);

        for (int i = 0; i < 200; i++) assertEquals("message " + i, second.heard());
    }

    @Test
    void the_longest_message_is_carried() throws Exception {
        var longest = "x".repeat(Relay.MESSAGE_LIMIT_BYTES);

        first.relay.send(longest);

        assertEquals(longest, second.heard());
    }

    @Test
    void another_books_messages_are_not_heard() throws Exception {
        var stranger = new Instance(relay("another book"));
        try {
            stranger.awaitConnection();
            stranger.relay.send("not for you");
            stranger.heard();
            first.relay.send("for you");

            assertEquals("for you", second.heard());
        } finally {
            stranger.relay.close();
        }
    }

    @Test
    void it_closes_promptly_and_twice() {
        var begin = System.nanoTime();

        second.relay.close();
        second.relay.close();
        second.relay.send("into the void");

        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2));
    }

    /** Hears, and remembers what. */
    static final class Instance {
        final Relay relay;
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final Semaphore connections = new Semaphore(0);

        Instance(Relay relay) {
            this.relay = relay;
            relay.listen(messages::add, connections::release);
        }

        String heard() throws InterruptedException {
            var message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertNotNull(message, () -> "nothing was heard; fault: " + relay.fault());
            return message;
        }

        void awaitConnection() throws InterruptedException {
            assertTrue(
                    connections.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                    () -> "never connected: " + relay.fault());
            assertEquals(Optional.empty(), relay.fault());
        }

        void awaitFault() throws Exception {
            eventually(PATIENCE, () -> relay.fault().isPresent(), () -> "no fault was told");
        }
    }
}
