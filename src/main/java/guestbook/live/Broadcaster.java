package guestbook.live;

import guestbook.book.DatabaseUnavailable;
import guestbook.book.Guestbook;
import guestbook.book.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The one walker: when the book has grown it reads the feed once and sends every reader who is behind on its way. */
public final class Broadcaster implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Broadcaster.class.getName());
    /** A ring that got lost costs a reader at most this long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** Proxies close a connection that is quiet for a minute; some for half of it. */
    static final Duration PING_INTERVAL = Duration.ofSeconds(25);
    /** A reader who takes nothing for this long is let go. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(2);
    /** A ping that blocks must not keep the stalled from being found. */
    private static final int CLOCK_THREADS = 2;

    /** A reader who holds the walker up for longer is left behind. */
    private static final Duration HOLD_LIMIT = Duration.ofMillis(20);
    /** So many may hold a walk of their own; beyond, nobody is waited for. */
    private static final int HELD_WALKS = 8;

    /** So many walks go on side by side; the processors have other work as well. */
    private static final int SHARDS = Math.min(4, Runtime.getRuntime().availableProcessors());
    /**
     * For fewer readers one walk is enough, and while the walker keeps up as well; to wake more threads would only keep
     * processors from those who hear.
     */
    private static final int READERS_FOR_SHARDS = 200;

    private static final int READING_THREADS = 2;
    private static final int ENDING_THREADS = 4;

    private final Guestbook guestbook;
    private final Feed feed;
    /** The readers, dealt out to walks that run side by side. */
    private final List<Set<Subscriber>> shards = Stream.<Set<Subscriber>>generate(ConcurrentHashMap::newKeySet)
            .limit(SHARDS)
            .toList();

    private final Semaphore bell = new Semaphore(0);
    private final Thread walker = Threads.named("guestbook-walker").newThread(this::walk);
    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(CLOCK_THREADS, Threads.named("guestbook-clock"));
    private final ExecutorService walking = Executors.newCachedThreadPool(Threads.named("guestbook-walking"));
    private final List<Walk> held = new ArrayList<>();
    private final ExecutorService reading =
            Executors.newFixedThreadPool(READING_THREADS, Threads.named("guestbook-reading"));
    private final ExecutorService ending =
            Executors.newFixedThreadPool(ENDING_THREADS, Threads.named("guestbook-ending"));
    private volatile boolean rung;
    private volatile boolean closing;

    public Broadcaster(Guestbook guestbook, Feed feed) {
        this.guestbook = guestbook;
        this.feed = feed;
        guestbook.whenGrown(bell::release);
        walker.start();
        every(PING_INTERVAL, () -> forEach(reader -> Threads.withoutInheritance(reader::ping)));
        every(LOOK_INTERVAL, this::endStalled);
    }

    /** How many readers are connected to this instance. */
    public int readers() {
        return shards.stream().mapToInt(Set::size).sum();
    }

    /** Ends every connection with the word that the server restarts, then the threads. */
    @Override
    public void close() {
        closing = true;
        bell.release();
        clock.shutdown();
        subscribers().forEach(subscriber -> end(subscriber, Subscriber.Ending.RESTART));
        ending.shutdown();
        reading.shutdown();
        walking.shutdown();
        try {
            walker.join(CLOSING_LIMIT.toMillis());
            ending.awaitTermination(CLOSING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another instance may have written: the walker looks at once, instead of with its next heartbeat. */
    void ring() {
        rung = true;
        bell.release();
    }

    Feed feed() {
        return feed;
    }

    /** Everybody who has the book open at this instance. */
    Stream<Subscriber> subscribers() {
        return shards.stream().flatMap(Set::stream);
    }

    /** From now on the reader hears of changes; it first gets what it missed. */
    void add(Subscriber subscriber) {
        shardOf(subscriber).add(subscriber);
        if (closing) end(subscriber, Subscriber.Ending.RESTART);
        else subscriber.catchUp();
    }

    /** The reader has gone by itself. */
    void remove(Subscriber subscriber) {
        shardOf(subscriber).remove(subscriber);
    }

    /** The reader is let go, and told so where it still listens. */
    void drop(Subscriber subscriber) {
        if (shardOf(subscriber).remove(subscriber)) end(subscriber, Subscriber.Ending.STALLED);
    }

    /** Fetches what a reader missed long ago, away from the walker. */
    void read(Subscriber subscriber, long since) {
        try {
            reading.execute(() -> {
                try {
                    subscriber.take(feed.read(since));
                } catch (DatabaseUnavailable away) {
                    subscriber.postpone();
                }
            });
        } catch (RejectedExecutionException closed) {
            subscriber.lost();
        }
    }

    private void walk() {
        while (!closing) {
            var behind = bell.tryAcquire();
            try {
                var heartbeat = !behind && !bell.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
                if (heartbeat || rung) {
                    rung = false; // before the look, so that whoever rings meanwhile is not forgotten
                    guestbook.refresh();
                }
                feed.advance();
            } catch (DatabaseUnavailable away) {
                LOG.log(Level.DEBUG, "No news while the database is away; the next heartbeat tries again.", away);
            } catch (InterruptedException stray) {
                continue; // nobody here interrupts the walker; it ends by close() alone
            } catch (RuntimeException bug) {
                LOG.log(Level.ERROR, "The feed failed; the next heartbeat tries again.", bug);
            }
            walkOnce(behind);
        }
    }

    /**
     * Sends everybody on its way; when one reader holds a walk up, the rest of it is left to the next.
     *
     * @param behind whether the book had grown again before the last walk was over
     */
    private void walkOnce(boolean behind) {
        held.removeIf(Walk::hasEnded);
        var mayWait = held.size() < HELD_WALKS;
        Stream<? extends Collection<Subscriber>> rounds = behind && readers() >= READERS_FOR_SHARDS
                ? shards.stream()
                : Stream.of(subscribers().toList());
        var walks = rounds.filter(round -> !round.isEmpty())
                .map(round -> new Walk(round, mayWait, this::broken))
                .toList();
        try {
            walks.forEach(walking::execute);
            for (var walk : walks) {
                if (walk.ends(HOLD_LIMIT)) continue;
                held.add(walk);
                bell.release();
            }
        } catch (RejectedExecutionException closed) {
            // everybody is being told goodbye
        } catch (InterruptedException stray) {
            bell.release();
        }
    }

    private Set<Subscriber> shardOf(Subscriber subscriber) {
        return shards.get(Math.floorMod(System.identityHashCode(subscriber), SHARDS));
    }

    private void endStalled() {
        var now = System.nanoTime();
        forEach(subscriber -> {
            if (subscriber.sendingNanos(now) > PATIENCE.toNanos()) drop(subscriber);
        });
    }

    /** A reader whose connection fails in a way that nobody foresaw is let go, and stops nothing for the others. */
    private void forEach(Consumer<Subscriber> action) {
        for (var subscriber : (Iterable<Subscriber>) subscribers()::iterator) {
            try {
                action.accept(subscriber);
            } catch (RuntimeException failed) {
                broken(subscriber, failed);
            }
        }
    }

    private void broken(Subscriber subscriber, RuntimeException failed) {
        LOG.log(Level.WARNING, "A reader's connection broke; it comes back by itself.", failed);
        drop(subscriber);
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
    void every(Duration interval, Runnable task) {
        clock.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
}
