package guestbook.book;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of this instance: it takes whatever is waiting into one transaction and one disk flush, then answers all.
 *
 * <p>A lone guest waits for nobody; a crowd shares the cost of a flush.
 */
final class GroupCommit implements AutoCloseable {
    /** Classes of SQLSTATE: data, constraints, the check of a view, and what a trigger raises. */
    private static final Set<String> ABOUT_ONE_ROW = Set.of("22", "23", "44", "P0");

    private static final Logger LOG = System.getLogger(GroupCommit.class.getName());
    private static final int GROUP_LIMIT = 512;
    private static final int WAITING_LIMIT = 10_000;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(4);

    /** One change, made in a group's transaction. */
    @FunctionalInterface
    interface Modification<T> {
        T makeIn(OpenBook book) throws Refusal;
    }

    private final Database database;
    private final Clock clock;
    private final Consumer<Head> found;
    private final Consumer<OpenBook> committed;
    private final Runnable answered;
    private final BlockingQueue<Waiting<?>> queue = new LinkedBlockingQueue<>(WAITING_LIMIT);
    /**
     * Written to from a group's commit until everybody is answered. Many may look at once, so that a crowd of them holds the writer
     * up for one look at most; fair, or either side could keep the other away.
     */
    private final ReentrantReadWriteLock answering = new ReentrantReadWriteLock(true);

    private final Thread writer = Threads.named("guestbook-writer").newThread(this::run);
    private final Pulse pulse = new Pulse();
    private volatile boolean closing;
    private volatile @Nullable DatabaseUnavailable fault;

    /**
     * Starts the writer.
     *
     * @param found hears where the book ended before a group, and may refuse to write into it
     * @param committed hears of the group before anybody is answered, so that who is answered finds the change
     * @param answered called when everybody is answered, so that a signer hears of the entry as its signer first
     */
    GroupCommit(Database database, Clock clock, Consumer<Head> found, Consumer<OpenBook> committed, Runnable answered) {
        this.database = database;
        this.clock = clock;
        this.found = found;
        this.committed = committed;
        this.answered = answered;
        writer.start();
    }

    /**
     * Makes the change in the next group.
     *
     * @param keys the signing keys whose entries the change wants to see
     * @param answer hears what came of it before all others hear of the group; whoever is added to the returned stage may come later
     * @return completed when the change is durable; failed with {@link Refusal} or {@link DatabaseUnavailable}
     */
    <T> CompletionStage<T> submit(
            List<UUID> keys, Modification<T> change, BiConsumer<? super T, ? super Throwable> answer) {
        var waiting = new Waiting<>(keys, change);
        CompletionStage<T> made = waiting.answer;
        made.whenComplete(answer); // before it waits, because the writer may be quicker than this thread
        if (closing) waiting.fail(new DatabaseUnavailable("The book is closing."));
        else if (!queue.offer(waiting))
            waiting.fail(new DatabaseUnavailable("Too many entries are waiting to be written."));
        else if (closing && queue.remove(waiting)) waiting.fail(new DatabaseUnavailable("The book is closing."));
        return made;
    }

    /** Looks at the database while it holds no change of this instance whose submitter is still to be answered. */
    void lookBetweenGroups(Runnable look) {
        answering.readLock().lock();
        try {
            look.run();
        } finally {
            answering.readLock().unlock();
        }
    }

    /** For how long the writer has not come round, which it does each second unless it is at work. */
    Duration silence() {
        return pulse.silence();
    }

    /** What keeps changes from being written just now. */
    Optional<DatabaseUnavailable> fault() {
        return Optional.ofNullable(fault);
    }

    /** Writes what is waiting, then ends. */
    @Override
    public void close() {
        closing = true;
        // Wakes the writer. An interrupt would close the database file under it.
        queue.offer(new Waiting<>(List.of(), book -> book.head()));
        try {
            writer.join(CLOSING_LIMIT.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        for (var left = queue.poll(); left != null; left = queue.poll())
            left.fail(new DatabaseUnavailable("The book is closing."));
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            pulse.beat();
            var group = nextGroup();
            if (!group.isEmpty() || fault != null) commit(group);
        }
    }

    /** Waits for work; empty while nobody signs, so that a database that was away is tried again. */
    private List<Waiting<?>> nextGroup() {
        var group = new ArrayList<Waiting<?>>();
        try {
            var first = queue.poll(closing ? 0 : PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) group.add(first);
        } catch (InterruptedException stray) {
            return group; // nobody here interrupts the writer; it ends by close() alone
        }
        queue.drainTo(group, GROUP_LIMIT - group.size());
        return group;
    }

    private void commit(List<Waiting<?>> group) {
        try {
            write(group);
        } catch (DatabaseUnavailable failed) {
            if (group.size() > 1 && isAboutOneRow(failed)) group.forEach(waiting -> commit(List.of(waiting)));
            else fail(group, failed);
        } catch (RuntimeException | Error bug) {
            LOG.log(Level.ERROR, "A group of " + group.size() + " changes failed.", bug);
            group.forEach(waiting -> waiting.fail(bug));
        }
    }

    private void write(List<Waiting<?>> group) {
        var keys = group.stream().flatMap(waiting -> waiting.keys.stream()).toList();
        try {
            var written = database.write(entities -> {
                var book = new OpenBook(entities, keys, clock);
                found.accept(book.head());
                group.forEach(waiting -> waiting.makeIn(book));
                if (group.isEmpty()) book.touch();
                // As late as can be, because a transaction may wait long for other instances.
                answering.writeLock().lock();
                return book;
            });
            report(null);
            committed.accept(written);
            group.forEach(Waiting::answer);
            answered.run();
        } finally {
            if (answering.isWriteLockedByCurrentThread()) answering.writeLock().unlock();
        }
    }

    private void fail(List<Waiting<?>> group, DatabaseUnavailable failed) {
        // Without the exception, in which a driver quotes what the guest wrote.
        if (isAboutOneRow(failed)) LOG.log(Level.ERROR, "The database refuses an entry; the others are kept.");
        else report(failed);
        group.forEach(waiting -> waiting.fail(failed));
    }

    /** One sentence when writing stops and one when it works again. */
    private void report(@Nullable DatabaseUnavailable now) {
        if (now != null && fault == null)
            LOG.log(Level.ERROR, now.sentence() + " Guests are asked to try again; it is tried every second.");
        if (now == null && fault != null) LOG.log(Level.INFO, "The database can be written again.");
        fault = now;
    }

    /** A value that the database refuses must not fail its neighbours. */
    private static boolean isAboutOneRow(Throwable failed) {
        for (var cause = failed; cause != null; cause = cause.getCause())
            if (cause instanceof SQLException sql && sql.getSQLState() != null)
                return ABOUT_ONE_ROW.contains(sql.getSQLState().substring(0, 2));
        return false;
    }

    /** A change and whoever waits for it; what it made is told only when the group is durable. */
    private static final class Waiting<T> {
        private final List<UUID> keys;
        private final Modification<T> change;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T made;
        private @Nullable Refusal refusal;

        Waiting(List<UUID> keys, Modification<T> change) {
            this.keys = keys;
            this.change = change;
        }

        void makeIn(OpenBook book) {
            refusal = null; // a group may be tried again, one by one
            try {
                made = change.makeIn(book);
            } catch (Refusal refused) {
                refusal = refused;
            }
        }

        void answer() {
            if (refusal != null) answer.completeExceptionally(refusal);
            else answer.complete(made);
        }

        void fail(Throwable reason) {
            answer.completeExceptionally(reason);
        }
    }
}
