package guestbook.relay;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** For the instance that is alone: it hears itself. */
final class LocalRelay implements Relay {
    private final ExecutorService thread;
    private volatile Consumer<String> listener = message -> {};

    LocalRelay(ThreadFactory threads) {
        thread = Executors.newFixedThreadPool(1, threads);
    }

    @Override
    public void listen(Consumer<String> hearing, Runnable reconnected) {
        listener = hearing;
        reconnected.run();
    }

    @Override
    public void send(String message) {
        try {
            thread.execute(() -> listener.accept(message));
        } catch (RejectedExecutionException closed) {
            // nobody listens any more
        }
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Optional<String> fault() {
        return Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
