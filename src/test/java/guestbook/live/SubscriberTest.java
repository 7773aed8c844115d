package guestbook.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.book.Database;
import guestbook.book.Draft;
import guestbook.book.Guestbook;
import guestbook.edge.Ceiling;
import guestbook.feed.Changes;
import guestbook.feed.Feed;
import guestbook.lane.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader who signs, at the very moment at which the walk comes by. */
class SubscriberTest {
    /** So far back memory does not reach. */
    private static final int LONG_AGO = 1_500;

    private static final Ceiling ROOM = new Ceiling(10, 10);

    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private Database database;
    private Guestbook guestbook;
    private Broadcaster broadcaster;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open("jdbc:h2:file:" + folder.resolve("guestbook"), "", "", List.of());
        guestbook = new Guestbook(database, false);
        broadcaster = new Broadcaster(guestbook, new Feed(guestbook), ROOM);
    }

    @AfterEach
    void close() {
        broadcaster.close();
        guestbook.close();
        database.close();
    }

    @Test
    void an_answer_that_comes_while_its_entry_is_looked_up_goes_first() throws Exception {
        broadcaster.add(new Signer(0));
        guestbook.sign(Draft.of(UUID.randomUUID(), "Ada", "mine"));
        assertAnswerComesFirst();
    }

    @Test
    void and_so_it_does_for_who_is_far_behind() throws Exception {
        for (var number = 1; number < LONG_AGO; number++) guestbook.sign(Draft.of(UUID.randomUUID(), "Ada", "old"));
        guestbook
                .sign(Draft.of(UUID.randomUUID(), "Ada", "the last"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        broadcaster.add(new Signer(0));
        assertAnswerComesFirst();
    }

    @Test
    void what_waits_for_one_who_does_not_read_is_bounded() {
        var deaf = new Signer(0);
        deaf.busy();
        var wave = "x".repeat(100);
        var waiting = 0;
        while (deaf.offer(1_000, wave)) assertTrue(++waiting <= 10, "ten waves of a hundred characters");
        assertEquals(10, waiting);
        assertTrue(deaf.offer(1_100, wave), "an answer of its own may still come");
    }

    @Test
    void a_ping_waits_for_the_message_on_its_way_and_everything_else_for_the_ping() throws Exception {
        var slow = new Signer(0);
        slow.ends = false;
        slow.busy();
        slow.pinging = true;
        slow.catchUp();
        slow.reply("meanwhile");
        slow.catchUp();
        assertEquals(List.of(), List.copyOf(sent), "a message is on its way");
        slow.sent();
        assertEquals(
                "ping", sent.poll(10, TimeUnit.SECONDS), "or who always has something to hear would never be pinged");
        slow.catchUp();
        assertEquals(List.of(), List.copyOf(sent), "the ping is on its way");
        slow.sent();
        assertEquals("meanwhile", sent.poll(10, TimeUnit.SECONDS));
    }

    private void assertAnswerComesFirst() throws InterruptedException {
        assertEquals("answer", sent.poll(10, TimeUnit.SECONDS));
        assertEquals("changes", sent.poll(10, TimeUnit.SECONDS));
    }

    /** Its answer comes when the changes have been looked up. */
    private final class Signer extends Subscriber {
        private boolean answered;
        private volatile boolean pinging;
        private volatile boolean ends = true;

        Signer(long revision) {
            super(broadcaster, ROOM.enter("").orElseThrow(), revision);
        }

        @Override
        Message message(Changes changes) {
            if (!answered) reply("answer");
            answered = true;
            return Message.of(List.of("changes"));
        }

        @Override
        void transmit(Message message) {
            sent.addAll(message == Message.PING ? List.of("ping") : message.texts());
            if (ends) sent();
        }

        @Override
        Message due() {
            var ping = pinging ? Message.PING : null;
            pinging = false;
            return ping;
        }

        @Override
        String lane() {
            return "none";
        }

        @Override
        void end(Ending ending) {}
    }
}
