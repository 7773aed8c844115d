package guestbook.lab;

import guestbook.book.Threads;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the demos share while the application runs: a clock, and room for so many visitors.
 *
 * <p>The server makes the endpoints itself and knows nothing of ours, so the way to the lab is a static field: one
 * application has one class loader and one lab.
 */
public final class Lab implements AutoCloseable {
    /** Demos are for a class; whoever wants more is in the wrong room. */
    static final int VISITOR_LIMIT = 200;

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static volatile @Nullable Lab open;

    private final Set<Object> visitors = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1, Threads.named("guestbook-lab"));

    /** From now on the demos have a lab. */
    public Lab() {
        open = this;
    }

    /** The lab of this application; empty where the operator has none. */
    static Optional<Lab> open() {
        return Optional.ofNullable(open);
    }

    /** Lets a visitor in; false when the lab is full. */
    boolean admit(Object visitor) {
        return visitors.size() < VISITOR_LIMIT && visitors.add(visitor);
    }

    void leave(Object visitor) {
        visitors.remove(visitor);
    }

    /** Does something now and each second, until it is cancelled or fails. */
    Future<?> everySecond(Runnable task) {
        return clock.scheduleAtFixedRate(task, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        open = null;
        clock.shutdownNow();
    }

    /** Lets a WebSocket in, or closes it with a reason. */
    static boolean admit(Session session) throws IOException {
        var lab = open;
        if (lab != null && lab.admit((Object) session)) return true;
        session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "The lab is full; please come back later."));
        return false;
    }
}
