package guestbook.lab;

import guestbook.book.Threads;
import guestbook.edge.Limits;
import guestbook.edge.Origins;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
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

    static final String FULL = "The lab is full; please come back later.";

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** To whom nothing could be told for so long, and who has said nothing, is not there any more. */
    private static final Duration SILENCE_LIMIT = Duration.ofMinutes(5);

    /** So long a thread of Tomcat's waits for a visitor who does not read, to answer a ping or to echo. */
    private static final String TOMCAT_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private static final Long SEND_MILLIS = 2_000L;
    /** So long Tomcat waits for a visitor to say goodbye as well. */
    private static final String TOMCAT_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

    private static final Long CLOSING_MILLIS = 2_000L;

    private static volatile @Nullable Lab open;

    /** Who has said nothing for this long makes room when somebody else wants in. */
    private static final Duration PATIENCE_WHEN_FULL = Duration.ofSeconds(10);

    /** Who was heard last comes last. */
    private final Map<Object, Visit> visitors = new LinkedHashMap<>();

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1, Threads.named("guestbook-lab"));
    /** To send somebody away may take a while. */
    private final ExecutorService goodbyes = Executors.newSingleThreadExecutor(Threads.named("guestbook-lab-goodbyes"));

    private final Origins origins;
    private final Limits limits;

    /** When a visitor was last heard, when something was last said in either direction, and how it is sent away. */
    private record Visit(long heardNanos, long livelyNanos, Runnable sendAway) {}

    /**
     * From now on the demos have a lab.
     *
     * @param origins whose pages may see what only the book's own should
     * @param limits how often a visitor may say something to the others
     */
    public Lab(Origins origins, Limits limits) {
        this(origins, limits, SILENCE_LIMIT);
    }

    /**
     * The lab keeps time itself: Tyrus holds on to a closed session, with up to 4 MiB of an unfinished frame, until the idle
     * time-out that it was given is over.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    Lab(Origins origins, Limits limits, Duration silenceLimit) {
        this.origins = origins;
        this.limits = limits;
        var pause = silenceLimit.toMillis() / 5;
        clock.scheduleWithFixedDelay(() -> sendSilentAway(silenceLimit), pause, pause, TimeUnit.MILLISECONDS);
        open = this;
    }

    /** The lab of this application; empty where the operator has none. */
    static Optional<Lab> open() {
        return Optional.ofNullable(open);
    }

    Origins origins() {
        return origins;
    }

    Limits limits() {
        return limits;
    }

    /**
     * Lets a visitor in; false when the lab is full of those who use it.
     *
     * @param sendAway ends the visit, when it makes room for another
     */
    boolean admit(Object visitor, Runnable sendAway) {
        var leaving = Optional.<Runnable>empty();
        synchronized (visitors) {
            if (visitors.size() >= VISITOR_LIMIT) {
                leaving = quietest();
                if (leaving.isEmpty()) return false;
            }
            var now = System.nanoTime();
            visitors.put(visitor, new Visit(now, now, sendAway));
        }
        leaving.ifPresent(goodbyes::execute);
        return true;
    }

    /** The visitor has said something. */
    void hear(Object visitor) {
        synchronized (visitors) {
            var visit = visitors.remove(visitor);
            if (visit == null) return;
            var now = System.nanoTime();
            visitors.put(visitor, new Visit(now, now, visit.sendAway));
        }
    }

    /** The visitor has taken what it was told. */
    void tell(Object visitor) {
        synchronized (visitors) {
            visitors.computeIfPresent(
                    visitor, (same, visit) -> new Visit(visit.heardNanos, System.nanoTime(), visit.sendAway));
        }
    }

    void leave(Object visitor) {
        synchronized (visitors) {
            visitors.remove(visitor);
        }
    }

    private void sendSilentAway(Duration limit) {
        var silent = new ArrayList<Runnable>();
        synchronized (visitors) {
            var now = System.nanoTime();
            visitors.values().removeIf(visit -> {
                var isSilent = now - visit.livelyNanos > limit.toNanos();
                if (isSilent) silent.add(visit.sendAway);
                return isSilent;
            });
        }
        silent.forEach(goodbyes::execute);
    }

    /** Makes room. The map is in the order in which visitors were heard. */
    private Optional<Runnable> quietest() {
        var first = visitors.entrySet().iterator().next();
        var quiet = System.nanoTime() - first.getValue().heardNanos;
        if (quiet < PATIENCE_WHEN_FULL.toNanos()) return Optional.empty();
        visitors.remove(first.getKey());
        return Optional.of(first.getValue().sendAway);
    }

    /** Does something now and each second, until it is cancelled or fails. */
    Future<?> everySecond(Runnable task) {
        return clock.scheduleAtFixedRate(task, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        open = null;
        clock.shutdownNow();
        goodbyes.shutdownNow();
    }

    /** Lets a WebSocket in, for as long as it says or hears something now and then; or closes it with a reason. */
    static boolean admit(Session session) throws IOException {
        session.getUserProperties().put(TOMCAT_SEND_TIMEOUT, SEND_MILLIS);
        session.getUserProperties().put(TOMCAT_CLOSE_TIMEOUT, CLOSING_MILLIS);
        var lab = open;
        if (lab != null && lab.admit(session, () -> sendAway(session))) return true;
        session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, FULL));
        return false;
    }

    private static void sendAway(Session session) {
        try {
            session.close(new CloseReason(
                    CloseCodes.TRY_AGAIN_LATER, "The lab makes room for those who say something; please come back."));
        } catch (IOException | IllegalStateException gone) {
            // which is what we wanted
        }
    }
}
