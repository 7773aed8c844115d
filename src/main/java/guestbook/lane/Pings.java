package guestbook.lane;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/** Sends pings on threads of its own, because some servers wait with them for a socket that is full. */
final class Pings implements AutoCloseable {
    private static final int THREADS = 8;

    private final Semaphore free = new Semaphore(THREADS);
    private final ExecutorService threads;

    Pings(ThreadFactory factory) {
        threads = Executors.newFixedThreadPool(THREADS, factory);
    }

    /** Takes a thread for {@link #send}, unless all of them wait: who waits for one would hear nothing else meanwhile. */
    boolean findThread() {
        return free.tryAcquire();
    }

    void send(Runnable ping) {
        try {
            threads.execute(() -> {
                try {
                    ping.run();
                } finally {
                    free.release();
                }
            });
        } catch (RuntimeException | Error closed) { // an Error where the system has no thread left
            free.release();
            throw closed;
        }
    }

    /** Who waits is woken. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
