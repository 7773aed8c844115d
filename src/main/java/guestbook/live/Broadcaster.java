package guestbook.live;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Guestbook;
import guestbook.book.Pulse;
import guestbook.book.Threads;
import guestbook.edge.Ceiling;
import guestbook.feed.Feed;
import guestbook.lane.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends readers on their way: everybody who is behind when the book has grown, and at once whoever has come or is to be answered.
 */
public final class Broadcaster implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Broadcaster.class.getName());
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(2);
    private static final int CLOCK_THREADS = 2;

    private static final int READING_THREADS = 2;
    private static final int ENDING_THREADS = 4;

    private final Guestbook guestbook;
    private final Feed feed;
    private final Ceiling room;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

    /** Those who have come or are to be answered. */
    private final Queue<Subscriber> waiting = new ConcurrentLinkedQueue<>();

    private final Walker news = new Walker("guestbook-walker", this::everybody);
    /** One of its own, because with thousands of readers a walk takes long enough for a signer to notice. */
    private final Walker answers = new Walker("guestbook-answers", heartbeat -> whoeverWaits());

    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(CLOCK_THREADS, Threads.named("guestbook-clock"));
    private final ExecutorService reading =
            Executors.newFixedThreadPool(READING_THREADS, Threads.named("guestbook-reading"));
    /** One of its own, which no stranger can keep busy. */
    private final ExecutorService asking = Executors.newSingleThreadExecutor(Threads.named("guestbook-asking"));

    private final ExecutorService ending =
            Executors.newFixedThreadPool(ENDING_THREADS, Threads.named("guestbook-ending"));
    private final Pulse clockPulse = new Pulse();
    private volatile boolean rung;
    private volatile boolean closing;

    /** @param room how many readers there may be */
    public Broadcaster(Guestbook guestbook, Feed feed, Ceiling room) {
        this.guestbook = guestbook;
        this.feed = feed;
        this.room = room;
        guestbook.whenGrown(news::ring);
        news.start();
        answers.start();
        every(LOOK_INTERVAL, this::look);
    }

    /** How many readers are connected to this instance. */
    public int readers() {
        return subscribers.size();
    }

    /** How many of them get their messages by each lane. */
    public Map<String, Long> readersByLane() {
        return subscribers.stream().collect(Collectors.groupingBy(Subscriber::lane, Collectors.counting()));
    }

    /** For how long the slowest of the walkers and the clock has not come round; each does every few seconds. */
    public Duration silence() {
        return Stream.of(clockPulse.silence(), news.silence(), answers.silence())
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Ends every connection with the word that the server restarts, then the threads. */
    @Override
    public void close() {
        closing = true;
        clock.shutdown();
        answers.close();
        news.close();
        subscribers.forEach(subscriber -> end(subscriber, Subscriber.Ending.RESTART));
        ending.shutdown();
        reading.shutdown();
        asking.shutdown();
        try {
            ending.awaitTermination(CLOSING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another instance may have written: the walker looks at once, instead of with its next heartbeat. */
    public void ring() {
        rung = true;
        news.ring();
    }

    Feed feed() {
        return feed;
    }

    /** The room for readers. */
    Ceiling room() {
        return room;
    }

    /** From now on the reader hears of changes; it first gets what it missed. */
    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
        if (closing) end(subscriber, Subscriber.Ending.RESTART);
        else serve(subscriber);
    }

    /** The reader is sent what waits for it, without waiting for those who only hear. */
    void serve(Subscriber subscriber) {
        waiting.add(subscriber);
        answers.ring();
    }

    /** The reader has gone by itself. */
    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
        subscriber.leave();
    }

    /** The reader is let go, and told so where it still listens. */
    void drop(Subscriber subscriber, Subscriber.Ending why) {
        subscriber.leave();
        if (subscribers.remove(subscriber)) end(subscriber, why);
    }

    /** Looks at something that the database knows, away from the walkers and the clock. */
    void look(Runnable question) {
        try {
            asking.execute(() -> read(question));
        } catch (RejectedExecutionException closed) {
            // there is nobody left who wants to know
        }
    }

    /** Fetches what a reader missed long ago, away from the walkers. */
    void fetch(Subscriber subscriber, long since) {
        try {
            reading.execute(() -> {
                try {
                    subscriber.take(feed.stored(since));
                } catch (DatabaseUnavailable away) {
                    subscriber.postpone();
                }
            });
        } catch (RejectedExecutionException closed) {
            subscriber.lost();
        }
    }

    /** Everybody, for what the book has and they have not. */
    private void everybody(boolean heartbeat) {
        if (heartbeat || rung) {
            rung = false; // before the look, so that whoever rings meanwhile is not forgotten
            read(guestbook::refresh);
        }
        read(feed::advance);
        forEach(subscribers, Subscriber::catchUp);
    }

    /** With their answers they get what the book has and they have not. */
    private void whoeverWaits() {
        if (waiting.isEmpty()) return;
        read(feed::advance);
        for (var next = waiting.poll(); next != null; next = waiting.poll()) forEach(Set.of(next), Subscriber::catchUp);
    }

    private static void read(Runnable reading) {
        try {
            reading.run();
        } catch (DatabaseUnavailable away) {
            LOG.log(Level.DEBUG, "No news while the database is away; the next heartbeat tries again.", away);
        }
    }

    private void look() {
        clockPulse.beat();
        var now = System.nanoTime();
        forEach(subscribers, subscriber -> {
            if (subscriber.sendingNanos(now) > Lane.PATIENCE.toNanos()) subscriber.lost();
            else subscriber.look(now);
        });
    }

    /** A reader whose connection fails in a way that nobody foresaw is let go, and stops nothing for the others. */
    private void forEach(Iterable<Subscriber> subscribers, Consumer<Subscriber> action) {
        for (var subscriber : subscribers) {
            try {
                action.accept(subscriber);
            } catch (RuntimeException failed) {
                broken(subscriber, failed);
            }
        }
    }

    private void broken(Subscriber subscriber, RuntimeException failed) {
        LOG.log(Level.WARNING, "A reader's connection broke; it comes back by itself.", failed);
        subscriber.lost();
    }

    /** On a thread of its own, because saying goodbye to a reader who does not read may block. */
    private void end(Subscriber subscriber, Subscriber.Ending why) {
        try {
            ending.execute(() -> Threads.withoutInheritance(() -> subscriber.end(why)));
        } catch (RejectedExecutionException closed) {
            // the server is about to close the connection itself
        }
    }

    /** Does something again and again; it lets no exception out, so nobody needs its future. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public void every(Duration interval, Runnable task) {
        clock.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
}
