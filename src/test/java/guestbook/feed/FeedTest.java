package guestbook.feed;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Database;
import guestbook.book.Draft;
import guestbook.book.Entry;
import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.book.Moderation;
import guestbook.book.Signed;
import guestbook.book.Signer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {
    private Database database;
    private Guestbook guestbook;
    private Feed feed;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open("jdbc:h2:file:" + folder.resolve("guestbook"), "", "", List.of());
        guestbook = new Guestbook(database, false);
        feed = new Feed(guestbook);
    }

    @AfterEach
    void close() {
        guestbook.close();
        database.close();
    }

    @Test
    void readers_at_the_same_place_share_one_frame() throws Exception {
        signed("one");
        advance();
        assertSame(feed.recent(0).orElseThrow(), feed.recent(0).orElseThrow());
    }

    @Test
    void an_entry_that_came_and_went_is_told_as_a_deletion() throws Exception {
        var ada = signed("here today");
        signed("and another");
        advance();
        guestbook
                .withdraw(ada.entry().id(), ada.receipt())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        advance();
        var frame = frame(feed.recent(0).orElseThrow());
        assertEquals("EntryCreated", frame.at("/changes/0/type").asText());
        assertEquals("EntryDeleted", frame.at("/changes/1/type").asText());
        assertEquals(2, frame.path("changes").size());
        assertEquals(1, frame.path("count").asLong());
        assertEquals(3, frame.path("to").asLong());
    }

    @Test
    void an_entry_that_is_hidden_and_published_again_is_told_to_each_reader_as_that_one_stands() throws Exception {
        var id = signed("here, away, and here").entry().id();
        advance();
        judge(id, Entry.State.HIDDEN);
        advance();
        for (var since : new long[] {0, 1})
            assertEquals(
                    "{\"type\":\"EntryDeleted\",\"deletedEntryId\":1}",
                    frame(feed.recent(since).orElseThrow()).at("/changes/0").toString());
        judge(id, Entry.State.PUBLIC);
        advance();
        for (var since : new long[] {0, 1, 2}) {
            for (var frame : List.of(feed.recent(since).orElseThrow(), feed.stored(since))) {
                assertEquals(1, frame(frame).path("changes").size());
                assertEquals("EntryCreated", frame(frame).at("/changes/0/type").asText());
            }
        }
    }

    @Test
    void of_an_entry_that_waits_nobody_hears_and_of_one_that_is_published_everybody() throws Exception {
        guestbook.moderate(Moderation.ALL).toCompletableFuture().get(10, TimeUnit.SECONDS);
        var held = signed("a secret").entry();
        var judged = signed("another").entry();
        judge(judged.id(), Entry.State.HIDDEN);
        advance();
        for (var frame : List.of(feed.recent(0).orElseThrow(), feed.stored(0), feed.since(0))) {
            assertEquals("[]", frame(frame).path("changes").toString());
            assertEquals(3, frame(frame).path("to").asLong(), "the revision moves on");
            assertEquals(0, frame(frame).path("count").asLong());
            assertTrue(frame.each().isEmpty(), "the lecture's clients hear nothing");
        }
        for (var frame : List.of(feed.recent(0).orElseThrow(), feed.stored(0))) {
            var heard = Json.ownObject(frame.forModerators().texts().get(0)).orElseThrow();
            assertEquals(
                    List.of("EntryHeld", "EntryEdited"), heard.path("changes").findValuesAsText("type"));
            assertEquals("a secret", heard.at("/changes/0/heldEntry/text").asText());
            assertEquals("hidden", heard.at("/changes/1/editedEntry/state").asText());
            assertEquals("{\"held\":1,\"public\":0,\"hidden\":1,\"spam\":0}", Json.text(heard.path("counts")));
        }
        judge(held.id(), Entry.State.PUBLIC);
        advance();
        for (var since : new long[] {0, 1, 3})
            assertEquals(
                    held.date().toString(),
                    Instant.parse(frame(feed.recent(since).orElseThrow())
                                    .at("/changes/0/createdEntry/date")
                                    .asText())
                            .toString());
    }

    @Test
    void memory_and_book_together_tell_everything_once_in_frames_of_bounded_size() throws Exception {
        for (var number = 0; number < 3_000; number++)
            guestbook.sign(Draft.of(UUID.randomUUID(), "Ada", "x".repeat(200) + number));
        signed("the last");
        advance();
        assertTrue(feed.recent(0).isEmpty(), "too long ago for memory");

        var ids = new ArrayList<Long>();
        var revision = 0L;
        while (revision < 3_001) {
            var frame = frame(feed.since(revision));
            assertEquals(revision, frame.path("from").asLong());
            assertTrue(frame.toString().length() < 80_000);
            frame.path("changes")
                    .forEach(change -> ids.add(change.at("/createdEntry/id").asLong()));
            revision = frame.path("to").asLong();
        }
        assertEquals(LongStream.rangeClosed(1, 3_001).boxed().toList(), ids);
    }

    @Test
    void who_reads_hears_of_an_entry_when_its_signer_is_answered_and_who_asks_then_finds_it() throws Exception {
        var heard = new CompletableFuture<Long>();
        var found = new CompletableFuture<Long>();
        guestbook.sign(
                Draft.of(UUID.randomUUID(), "Ada", "one"),
                Signer.UNKNOWN,
                (signed, failure) -> { // on the writer's thread, which has not yet told anybody else
                    heard.complete(feed.stored(0).to().revision());
                    found.complete(feed.since(0).to().revision());
                });
        assertEquals(0, heard.get(10, TimeUnit.SECONDS));
        assertEquals(1, found.get(10, TimeUnit.SECONDS));
    }

    @Test
    void a_feed_that_starts_later_knows_the_latest_changes() throws Exception {
        for (var number = 0; number < 10; number++) signed("Entry " + number);
        var restarted = new Feed(guestbook);
        assertEquals(
                10, frame(restarted.recent(0).orElseThrow()).path("changes").size());
    }

    private void judge(long id, Entry.State verdict) throws Exception {
        guestbook.judge(List.of(id), verdict, "Grace").toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Signed signed(String text) throws Exception {
        return guestbook
                .sign(Draft.of(UUID.randomUUID(), "Ada", text))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** The book tells of a group a moment after it has answered its last signer. */
    private void advance() throws Exception {
        eventually(
                Duration.ofSeconds(10),
                () -> {
                    feed.advance();
                    return feed.head().equals(guestbook.head());
                },
                () -> "the feed ends at " + feed.head() + ", the book at " + guestbook.head());
    }

    private static JsonNode frame(Changes changes) {
        return Json.ownObject(changes.json()).orElseThrow();
    }
}
