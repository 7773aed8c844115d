package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
    private static final String VALUE_TOO_LONG = "22001";
    private static final BiConsumer<Object, Throwable> NOBODY = (made, failure) -> {};

    private final List<Head> commits = new CopyOnWriteArrayList<>();
    private final CountDownLatch groupIsWaiting = new CountDownLatch(1);

    private volatile Runnable onCommit = () -> {};
    private Database database;
    private GroupCommit writer;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(TestDisk.url(folder), "", "", List.of());
        writer = new GroupCommit(database, Clock.systemUTC(), found -> {}, this::committed, () -> {});
    }

    private void committed(OpenBook written) {
        commits.add(written.head());
        onCommit.run();
    }

    @AfterEach
    void close() {
        writer.close();
        database.close();
    }

    @Test
    void who_waits_together_is_written_together() throws Exception {
        var busy = keepBusy();
        var signings = new ArrayList<CompletionStage<Signed>>();
        for (var number = 0; number < 100; number++) signings.add(sign("Entry " + number));
        groupIsWaiting.countDown();
        answer(busy);
        for (var signing : signings) answer(signing);
        assertEquals(2, commits.size(), "one for who kept the writer busy, one for all others");
    }

    @Test
    void retries_and_new_entries_are_written_together() throws Exception {
        var known = Draft.of(UUID.randomUUID(), "Ada", "known");
        answer(sign(known));
        var busy = keepBusy();
        var fresh = Draft.of(UUID.randomUUID(), "Grace", "fresh");
        var signings = List.of(sign(known), sign(fresh), sign(fresh));
        groupIsWaiting.countDown();
        answer(busy);
        for (var signing : signings) answer(signing);
        assertEquals(
                3, commits.size(), "one each for the known entry and who kept the writer busy, one for all others");
    }

    @Test
    void a_value_that_the_database_refuses_does_not_fail_its_neighbours() throws Exception {
        var busy = keepBusy();
        var before = sign("before");
        var refused = writer.submit(
                List.of(),
                book -> {
                    throw new PersistenceException(new SQLException("value too long", VALUE_TOO_LONG));
                },
                NOBODY);
        var after = sign("after");
        groupIsWaiting.countDown();
        answer(busy);
        assertEquals("before", answer(before).entry().text());
        assertEquals("after", answer(after).entry().text());
        var failed = assertThrows(ExecutionException.class, () -> answer(refused));
        assertInstanceOf(DatabaseUnavailable.class, failed.getCause());
        assertEquals(Optional.empty(), writer.fault(), "the database itself is well");
        assertEquals(2, commits.get(commits.size() - 1).cursor().revision());
    }

    @Test
    void who_looks_at_the_database_finds_nothing_whose_signer_is_not_answered_yet() throws Exception {
        var events = new CopyOnWriteArrayList<String>();
        var looker = new Thread(() -> writer.lookBetweenGroups(() -> events.add("looked")));
        onCommit = () -> {
            looker.start();
            while (looker.getState() != Thread.State.WAITING && looker.isAlive()) Thread.onSpinWait();
        };
        answer(sign("in the database, and not answered", (signed, failure) -> events.add("answered")));
        looker.join(TimeUnit.SECONDS.toMillis(10));
        assertEquals(List.of("answered", "looked"), events);
    }

    @Test
    void many_may_look_at_once() throws Exception {
        var together = new CyclicBarrier(2);
        var second = new FutureTask<>(() -> {
            writer.lookBetweenGroups(() -> meet(together));
            return null;
        });
        new Thread(second).start();
        writer.lookBetweenGroups(() -> meet(together));
        second.get(10, TimeUnit.SECONDS);
        assertEquals("signed", answer(sign("signed")).entry().text());
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new AssertionError("nobody else could look", alone);
        }
    }

    /** Holds the writer inside a first group until the next one is complete. */
    private CompletionStage<Head> keepBusy() {
        var busy = new CountDownLatch(1);
        var held = writer.submit(
                List.of(),
                book -> {
                    busy.countDown();
                    await(groupIsWaiting);
                    return book.head();
                },
                NOBODY);
        await(busy);
        return held;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertEquals(true, latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException stray) {
            throw new AssertionError(stray);
        }
    }

    private CompletionStage<Signed> sign(String text) throws InvalidDraft {
        return sign(text, NOBODY);
    }

    private CompletionStage<Signed> sign(String text, BiConsumer<Object, Throwable> answer) throws InvalidDraft {
        var draft = Draft.of(UUID.randomUUID(), "Ada", text);
        return writer.submit(
                List.of(draft.keyHash()), book -> book.sign(draft, Signer.UNKNOWN, Moderation.OFF), answer);
    }

    private CompletionStage<Signed> sign(Draft draft) {
        return writer.submit(
                List.of(draft.keyHash()), book -> book.sign(draft, Signer.UNKNOWN, Moderation.OFF), NOBODY);
    }

    private static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
