package guestbook.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A relay over a server, to which it comes back by itself.
 *
 * <p>One thread connects and hears, another sends. When nothing is to be sent it sends an empty message, which the server
 * brings back to us: when nothing has been heard for a while the connection is dead, even if no network says so.
 */
abstract class RemoteRelay implements Relay {
    private static final Logger LOG = System.getLogger(RemoteRelay.class.getName());
    private static final String HEARTBEAT = "";
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(3);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(10);
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final long LONGEST_WAIT_MILLIS = 3_000;
    private static final int DOUBLINGS = 10;
    private static final long END_MILLIS = 2_000;
    private static final int WAITING_LIMIT = 1_000;

    private final String name;
    private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>(WAITING_LIMIT);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread sender;
    private final Thread hearer;
    private volatile Consumer<String> listener = message -> {};
    private volatile Runnable reconnected = () -> {};
    private volatile @Nullable Link link;
    private volatile @Nullable String fault = "it is not connected yet";
    /** Since it last worked; the hearer counts them. */
    private int failures;

    private volatile long heardNanos;

    /** A connection to the server. */
    interface Link extends AutoCloseable {
        /** Sends one message; called by one thread at a time. */
        void send(String message) throws Exception;

        /**
         * Hears until the connection ends.
         *
         * @param connected called when no message is missed any more
         */
        void hear(Runnable connected, Consumer<String> listener) throws Exception;

        /** Ends {@link #hear} as well, from any thread. */
        @Override
        void close() throws SQLException;
    }

    /** @param name what an operator calls the server */
    RemoteRelay(String name, ThreadFactory threads) {
        this.name = name;
        hearer = threads.newThread(this::keepHearing);
        sender = threads.newThread(this::keepSending);
    }

    /** Connects, or fails within a few seconds. */
    abstract Link connect() throws Exception;

    @Override
    public final void listen(Consumer<String> hearing, Runnable afterReconnecting) {
        listener = hearing;
        reconnected = afterReconnecting;
        hearer.start();
        sender.start();
    }

    @Override
    public final void send(String message) {
        outgoing.offer(message);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Optional<String> fault() {
        return Optional.ofNullable(fault)
                .map(reason -> "The relay over " + name + " is away (" + reason
                        + "); entries from other instances come a few seconds late.");
    }

    @Override
    public final void close() {
        closing.countDown();
        outgoing.offer(HEARTBEAT); // wakes the sender
        hangUp();
        try {
            hearer.join(END_MILLIS);
            sender.join(END_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepHearing() {
        while (!isClosing()) {
            try (var connection = connect()) {
                heardNanos = System.nanoTime();
                link = connection;
                if (!isClosing()) connection.hear(this::connected, this::heard);
                failed("it has closed the connection");
            } catch (Exception broken) {
                failed(reason(broken));
            } finally {
                link = null;
            }
            pause();
        }
    }

    private void keepSending() {
        while (!isClosing()) {
            try {
                var message = outgoing.poll(HEARTBEAT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                transmit(message == null ? HEARTBEAT : message);
            } catch (InterruptedException stray) {
                // nobody here interrupts the sender; it ends by close() alone
            }
        }
    }

    private void transmit(String message) {
        var connection = link;
        if (connection == null) return;
        try {
            connection.send(message);
            if (System.nanoTime() - heardNanos > SILENCE_LIMIT.toNanos()) hangUp();
        } catch (Exception broken) {
            hangUp();
        }
    }

    private void connected() {
        if (fault != null && failures > 0) LOG.log(Level.INFO, "The relay over " + name + " works again.");
        fault = null;
        failures = 0;
        reconnected.run();
    }

    private void heard(String message) {
        heardNanos = System.nanoTime();
        if (message.equals(HEARTBEAT)) return;
        try {
            listener.accept(message);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "A message from another instance was not understood.", bug);
        }
    }

    private void failed(String reason) {
        if (isClosing()) return;
        fault = reason;
        if (failures++ == 0) fault().ifPresent(sentence -> LOG.log(Level.WARNING, sentence));
    }

    /** Longer after each failure, so that a server that starts is not run over. */
    private void pause() {
        var wait = Math.min(FIRST_WAIT_MILLIS << Math.min(failures, DOUBLINGS), LONGEST_WAIT_MILLIS);
        try {
            closing.await(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stray) {
            // nobody here interrupts the hearer; it ends by close() alone
        }
    }

    private void hangUp() {
        var connection = link;
        if (connection == null) return;
        try {
            connection.close();
        } catch (Exception gone) {
            // it is gone, which is what we wanted
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** The deepest cause's first line, which is what an operator can act on. */
    private static String reason(Throwable failed) {
        var cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return Optional.ofNullable(cause.getMessage())
                .orElse(cause.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("");
    }
}
