package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The book on a disk of its own. */
class GuestbookTest {
    @TempDir
    private Path folder;

    private Database database;
    private Guestbook guestbook;

    @BeforeEach
    void open() {
        database = Database.open(TestDisk.url(folder), "", "", List.of());
        guestbook = new Guestbook(database, false);
    }

    @AfterEach
    void close() {
        TestDisk.full(false);
        guestbook.close();
        database.close();
    }

    @Test
    void every_change_gets_the_next_revision_and_an_entry_shows_its_last() throws Exception {
        var ada = signed("Ada", "one");
        var grace = signed("Grace", "two");
        answer(guestbook.withdraw(ada.entry().id(), ada.receipt()));
        signed("Ada", "three");

        var changes = guestbook.changes(0, guestbook.head().cursor().revision(), 100);
        assertEquals(List.of(2L, 3L, 4L), changes.stream().map(Entry::revision).toList());
        assertEquals(List.of(2L, 1L, 3L), changes.stream().map(Entry::id).toList());
        assertEquals(2, guestbook.head().count());
        assertTrue(grace.entry().isNewSince(1));
        assertTrue(!grace.entry().isNewSince(2));
    }

    @Test
    void changes_are_the_same_from_memory_and_from_the_database() throws Exception {
        var first = signed("Ada", "one");
        for (var text : List.of("two", "three", "four")) signed("Ada", text);
        answer(guestbook.withdraw(first.entry().id(), first.receipt()));
        signed("Ada", "five");

        var remembered = everyStretch();
        close();
        open();
        assertEquals(everyStretch(), remembered);
    }

    @Test
    void a_hidden_entry_is_nowhere_and_comes_back_with_its_date_as_if_it_were_new() throws Exception {
        var ada = signed("Ada", "one");
        signed("Grace", "two");
        var id = ada.entry().id();
        judge(Entry.State.HIDDEN, id);
        assertEquals(List.of("two"), texts());
        assertEquals(1, guestbook.head().count());
        assertEquals(
                List.of("2 true", "1 false"),
                guestbook.changes(0, 3, 10).stream()
                        .map(entry -> entry.id() + " " + entry.isPublic())
                        .toList());
        judge(Entry.State.HIDDEN, id);
        assertEquals(3, guestbook.head().cursor().revision(), "hidden it was already");

        judge(Entry.State.PUBLIC, id);
        var published = guestbook.changes(3, 4, 1).get(0);
        assertEquals(List.of("one", "two"), texts());
        assertEquals(2, guestbook.head().count());
        assertEquals(ada.entry().date(), published.date());
        assertTrue(published.isNewSince(3));
        var remembered = everyStretch();
        assertEquals(
                1,
                remembered.stream()
                        .filter(answer -> answer.startsWith("0-4: {\"id\":1,"))
                        .count());
        close();
        open();
        assertEquals(everyStretch(), remembered);
    }

    @Test
    void where_all_entries_wait_for_the_host_each_is_nowhere_until_it_is_published() throws Exception {
        signed("Ada", "before");
        guestbook.close();
        guestbook = new Guestbook(database, false, Moderation.ALL);
        assertEquals(Moderation.ALL, guestbook.moderation(), "as long as nobody has decided");
        answer(guestbook.moderate(Moderation.ALL));
        close();
        open();
        assertEquals(Moderation.ALL, guestbook.moderation());
        var grace = signed("Grace", "waits");
        var eve = signed("Eve", "waits in vain");
        assertEquals(List.of("before"), texts());
        assertEquals(1, guestbook.head().count());
        assertEquals(2, guestbook.head().counts().held());
        assertEquals(
                List.of("waits", "waits in vain"),
                guestbook.judged(Entry.State.HELD, 10, Long.MAX_VALUE).entries().stream()
                        .map(Entry::text)
                        .toList());
        judge(Entry.State.PUBLIC, grace.entry().id());
        judge(Entry.State.HIDDEN, eve.entry().id());
        assertEquals(List.of("before", "waits"), texts());
        assertEquals(2, guestbook.head().count());
        assertEquals(0, guestbook.head().counts().held());
        answer(guestbook.moderate(Moderation.OFF));
        signed("Ada", "after");
        assertEquals(List.of("before", "waits", "after"), texts());
        answer(guestbook.withdraw(eve.entry().id(), eve.receipt()));
        assertEquals(3, guestbook.head().count());
    }

    @Test
    void several_entries_are_judged_at_once_and_what_was_judged_can_be_taken_back() throws Exception {
        for (var text : List.of("one", "two", "three", "four")) signed("Ada", text);
        judge(Entry.State.HIDDEN, 3);
        var made = judge(Entry.State.SPAM, 1, 3, 1, 99);
        assertEquals(List.of("1 PUBLIC SPAM Grace", "3 HIDDEN SPAM Grace"), told(made));
        assertEquals(List.of("two", "four"), texts());
        judge(Entry.State.HIDDEN, 1);
        var undone = answer(guestbook.undo(made.get(0).revision(), made.get(1).revision(), "Eve"));
        assertEquals(List.of("3 SPAM HIDDEN Eve"), told(undone), "what somebody has decided since stays");
        assertRefused(
                Refusal.Reason.UNKNOWN,
                guestbook.undo(made.get(0).revision(), made.get(1).revision(), "Eve"));
        assertEquals(
                List.of(),
                answer(guestbook.judge(List.of(3L), Set.of(Entry.State.SPAM), Entry.State.PUBLIC, "Eve")),
                "whoever decides about what is not so any more changes nothing");
        assertRefused(Refusal.Reason.UNKNOWN, guestbook.judge(List.of(98L, 99L), Entry.State.PUBLIC, "Grace"));
        close();
        open();
        assertEquals(
                List.of(
                        "3 SPAM HIDDEN Eve",
                        "1 SPAM HIDDEN Grace",
                        "3 HIDDEN SPAM Grace",
                        "1 PUBLIC SPAM Grace",
                        "3 PUBLIC HIDDEN Grace"),
                told(guestbook.judgments(Long.MAX_VALUE, 10)));
        assertEquals(2, guestbook.head().counts().hidden());
    }

    @Test
    void what_is_deleted_can_be_brought_back_for_a_moment_and_then_its_words_are_gone() throws Exception {
        var ada = signed("Ada", "one");
        signed("Grace", "two");
        var made = judge(Entry.State.DELETED, 1, 2);
        assertEquals(List.of(), texts());
        guestbook.erase();
        answer(guestbook.undo(made.get(1).revision(), made.get(1).revision(), "Grace"));
        assertEquals(List.of("two"), texts());
        assertEquals(1, guestbook.waiting(9, 0).size() + 1);
        guestbook.close();
        var later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(21));
        guestbook = new Guestbook(database, false, Moderation.OFF, later);
        guestbook.erase();
        var withdrawn = guestbook
                .changes(0, signed("Ada", "three").entry().revision(), 10)
                .get(1);
        assertEquals("1 WITHDRAWN", withdrawn.id() + " " + withdrawn.state());
        assertEquals("", withdrawn.text());
        assertRefused(
                Refusal.Reason.UNKNOWN,
                guestbook.undo(made.get(0).revision(), made.get(0).revision(), "Grace"));
        assertRefused(Refusal.Reason.UNKNOWN, guestbook.withdraw(1, ada.receipt()));
        assertEquals(3, guestbook.judgments(Long.MAX_VALUE, 10).size(), "what was done is not forgotten");
    }

    @Test
    void which_device_signed_is_known_for_a_month_and_not_of_what_was_withdrawn() throws Exception {
        var adas = new Signer(Optional.of(UUID.randomUUID()));
        var withdrawn = signed(adas, "one");
        for (var text : List.of("two", "three")) signed(adas, text);
        signed("Grace", "four");
        judge(Entry.State.HIDDEN, 2);
        answer(guestbook.withdraw(1, withdrawn.receipt()));
        var device = adas.device().orElseThrow();
        assertEquals(
                Map.of(device, Map.of(Entry.State.HIDDEN, 1L, Entry.State.PUBLIC, 1L)),
                guestbook.writtenBy(List.of(device, UUID.randomUUID())));
        guestbook.forget();
        assertEquals(1, guestbook.writtenBy(List.of(device)).size());
        guestbook.close();
        guestbook =
                new Guestbook(database, false, Moderation.OFF, Clock.offset(Clock.systemUTC(), Duration.ofDays(31)));
        guestbook.forget();
        signed("Grace", "five");
        assertEquals(Map.of(), guestbook.writtenBy(List.of(device)));
    }

    private Signed signed(Signer signer, String text) throws Exception {
        return answer(guestbook.sign(Draft.of(UUID.randomUUID(), "Ada", text), signer, (signed, failure) -> {}));
    }

    @Test
    void of_a_hidden_entry_only_its_signer_knows() throws Exception {
        var draft = Draft.of(UUID.randomUUID(), "Ada", "one");
        var ada = answer(guestbook.sign(draft));
        var id = ada.entry().id();
        judge(Entry.State.HIDDEN, id);
        for (var receipt : List.of("", "guessed"))
            assertRefused(Refusal.Reason.UNKNOWN, guestbook.withdraw(id, receipt));
        try (var lectures = new Guestbook(database, true)) {
            assertRefused(Refusal.Reason.UNKNOWN, lectures.withdraw(id, ""));
        }
        assertEquals(id, answer(guestbook.sign(draft)).entry().id(), "a retry finds it");
        answer(guestbook.withdraw(id, ada.receipt()));
        assertEquals(0, guestbook.head().count());
        assertRefused(Refusal.Reason.UNKNOWN, guestbook.judge(List.of(id), Entry.State.PUBLIC, "Grace"));
        assertRefused(Refusal.Reason.WITHDRAWN, guestbook.sign(draft));
    }

    @Test
    void what_another_instance_wrote_between_is_not_forgotten() throws Exception {
        signed("Ada", "one");
        try (var other = new Guestbook(database, false)) {
            answer(other.sign(Draft.of(UUID.randomUUID(), "Grace", "two")));
            signed("Ada", "three");
            var texts = guestbook.changes(0, 3, 10).stream().map(Entry::text).toList();
            assertEquals(List.of("one", "two", "three"), texts);
        }
    }

    @Test
    void a_withdrawn_entry_has_lost_its_words_in_the_database_too() throws Exception {
        var ada = signed("Ada Lovelace", "a secret that must go");
        answer(guestbook.withdraw(ada.entry().id(), ada.receipt()));

        var withdrawn = guestbook.changes(0, 10, 10).get(0);
        assertEquals("", withdrawn.name() + withdrawn.text());
        close();
        try (var plain = new org.h2.Driver().connect(TestDisk.url(folder), new Properties());
                var rows = plain.createStatement()
                        .executeQuery("select name, text, signed_at, receipt from entry"
                                + " union all select hash, null, null, null from receipt")) {
            assertTrue(rows.next());
            for (var column = 1; column <= 4; column++) assertEquals(null, rows.getObject(column));
            assertTrue(!rows.next(), "its receipt is gone as well");
        }
        open();
    }

    @Test
    void the_same_key_is_the_same_entry_also_when_two_come_in_one_group_and_after_a_restart() throws Exception {
        var draft = Draft.of(UUID.randomUUID(), "Ada", "once");
        var first = guestbook.sign(draft);
        var second = guestbook.sign(draft);
        close();
        open();
        var third = answer(guestbook.sign(draft));
        assertEquals(answer(first).entry().id(), answer(second).entry().id());
        assertEquals(answer(first).entry().id(), third.entry().id());
        assertEquals(1, guestbook.head().cursor().revision());

        answer(guestbook.withdraw(third.entry().id(), answer(second).receipt()));
        var refused = assertThrows(ExecutionException.class, () -> answer(guestbook.sign(draft)));
        assertEquals(Refusal.Reason.WITHDRAWN, ((Refusal) refused.getCause()).reason());
    }

    @Test
    void whichever_answer_reached_the_signer_its_receipt_is_good() throws Exception {
        for (var arrived = 0; arrived < 3; arrived++) {
            var draft = Draft.of(UUID.randomUUID(), "Ada", "sent three times");
            var receipts = new ArrayList<String>();
            for (var sending = 0; sending < 3; sending++)
                receipts.add(answer(guestbook.sign(draft)).receipt());
            var entry = guestbook.page(1, Long.MAX_VALUE).entries().get(0);
            answer(guestbook.withdraw(entry.id(), receipts.get(arrived)));
            assertEquals(0, guestbook.head().count());
        }
    }

    @Test
    void receipts_are_long_different_and_kept_only_as_hashes() throws Exception {
        var ada = signed("Ada", "one");
        var grace = signed("Grace", "two");
        assertEquals(43, ada.receipt().length(), "256 bits in base64url");
        assertNotEquals(ada.receipt(), grace.receipt());
        var refused = assertThrows(
                ExecutionException.class,
                () -> answer(guestbook.withdraw(ada.entry().id(), grace.receipt())));
        assertEquals(Refusal.Reason.FORBIDDEN, ((Refusal) refused.getCause()).reason());
        close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList())
                assertTrue(!Files.readString(file, StandardCharsets.ISO_8859_1).contains(ada.receipt()));
        }
        open();
    }

    @Test
    void what_was_acknowledged_outlives_a_power_cut() throws Exception {
        var acknowledged = new ArrayList<Long>();
        for (var number = 0; number < 40; number++)
            acknowledged.add(signed("Ada", "Entry " + number).entry().id());

        var afterwards = Files.createDirectory(folder.resolve("afterwards"));
        Files.copy(folder.resolve("guestbook.mv.db" + TestDisk.AFTER_POWER_CUT), afterwards.resolve("guestbook.mv.db"));
        try (var found = Database.open(TestDisk.url(afterwards), "", "", List.of());
                var again = new Guestbook(found, false)) {
            var ids = again.page(1_000, Long.MAX_VALUE).entries().stream()
                    .map(Entry::id)
                    .toList();
            assertEquals(acknowledged, ids);
        }
    }

    @Test
    void while_the_disk_is_full_signers_are_told_and_then_it_works_again_by_itself() throws Exception {
        signed("Ada", "before");
        TestDisk.full(true);
        var draft = Draft.of(UUID.randomUUID(), "Ada", "while it is full");
        var failed = assertThrows(ExecutionException.class, () -> answer(guestbook.sign(draft)));
        assertInstanceOf(DatabaseUnavailable.class, failed.getCause());
        assertTrue(
                guestbook.fault().orElse("").contains("database"),
                () -> guestbook.fault().toString());

        TestDisk.full(false);
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!isSigned(draft)) assertTrue(System.nanoTime() < deadline, () -> "still: " + guestbook.fault());
        answer(guestbook.sign(draft));
        var texts = guestbook.page(10, Long.MAX_VALUE).entries().stream()
                .map(Entry::text)
                .toList();
        assertEquals(List.of("before", "while it is full"), texts);
        assertEquals(Optional.empty(), guestbook.fault());
    }

    @Test
    void pages_lead_from_the_newest_to_the_first_without_gap_or_overlap() throws Exception {
        for (var number = 0; number < 25; number++) signed("Ada", "Entry " + number);
        var ids = new ArrayList<Long>();
        var page = guestbook.page(10, Long.MAX_VALUE);
        while (true) {
            ids.addAll(0, page.entries().stream().map(Entry::id).toList());
            if (page.older().isEmpty()) break;
            page = guestbook.page(10, page.older().getAsLong());
        }
        assertEquals(LongStream.rangeClosed(1, 25).boxed().toList(), ids);
    }

    @Test
    void a_key_signs_its_own_words_and_gives_nobody_a_receipt_for_others() throws Exception {
        var key = UUID.randomUUID();
        var ada = answer(guestbook.sign(Draft.of(key, "Ada", "mine")));
        var eve = assertThrows(
                ExecutionException.class, () -> answer(guestbook.sign(Draft.of(key, "Ada", "mine, says Eve"))));
        assertEquals(
                Refusal.Reason.OTHER_WORDS,
                assertInstanceOf(Refusal.class, eve.getCause()).reason());
        answer(guestbook.withdraw(ada.entry().id(), ada.receipt()));
        assertThrows(ExecutionException.class, () -> answer(guestbook.sign(Draft.of(key, "Ada", "mine, says Eve"))));
    }

    @Test
    void of_many_retries_receipts_the_first_and_the_last_stay_good() throws Exception {
        var draft = Draft.of(UUID.randomUUID(), "Ada", "again and again");
        var receipts = new ArrayList<String>();
        for (var retry = 0; retry < 50; retry++)
            receipts.add(answer(guestbook.sign(draft)).receipt());
        assertTrue(retriesReceipts() < 16, "and not one for each");
        var id = answer(guestbook.sign(draft)).entry().id();
        answer(guestbook.withdraw(id, receipts.get(0)));
        assertEquals(0, retriesReceipts());
    }

    @Test
    void keys_are_kept_as_hashes_for_some_days() throws Exception {
        var draft = Draft.of(UUID.randomUUID(), "Ada", "once");
        var first = answer(guestbook.sign(draft));
        guestbook.forget();
        assertEquals(first.entry().id(), answer(guestbook.sign(draft)).entry().id(), "it is of today");
        guestbook.close();
        var later = Clock.offset(Clock.systemUTC(), Guestbook.KEYS_KEPT.plusHours(1));
        try (var inSomeDays = new Guestbook(database, false, Moderation.OFF, later)) {
            inSomeDays.forget();
            answer(inSomeDays.sign(Draft.of(UUID.randomUUID(), "Grace", "after that")));
            assertTrue(
                    answer(inSomeDays.sign(draft)).entry().id() > first.entry().id(), "nobody knows the key any more");
        }
    }

    @Test
    void a_long_list_ends_after_a_quarter_of_a_megabyte_and_leads_on() throws Exception {
        var signings = new ArrayList<CompletionStage<Signed>>();
        for (var number = 0; number < 100; number++)
            signings.add(guestbook.sign(Draft.of(UUID.randomUUID(), "Ada", "\ufdfa".repeat(2_000))));
        for (var signing : signings) answer(signing);
        var ids = new ArrayList<Long>();
        for (var before = OptionalLong.of(Long.MAX_VALUE); before.isPresent(); ) {
            var page = guestbook.page(1_000, before.getAsLong());
            assertTrue(page.entries().size() <= 45, "of 6,000 bytes each");
            ids.addAll(0, page.entries().stream().map(Entry::id).toList());
            before = page.older();
        }
        assertEquals(LongStream.rangeClosed(1, 100).boxed().toList(), ids);
    }

    @Test
    void a_search_leads_through_the_whole_book_and_looks_at_a_bounded_part_of_it_each_time() throws Exception {
        var found = List.of(1L, 1_200L, 2_299L, 2_300L);
        var signings = new ArrayList<CompletionStage<Signed>>();
        for (var number = 1L; number <= 2_300; number++)
            signings.add(guestbook.sign(
                    Draft.of(UUID.randomUUID(), "Ada", found.contains(number) ? "a needle" : "hay " + number)));
        for (var signing : signings) answer(signing);

        var needle = Terms.of("needle").orElseThrow();
        var ids = new ArrayList<Long>();
        var older = new ArrayList<Long>();
        for (var before = OptionalLong.of(Long.MAX_VALUE); before.isPresent(); ) {
            var page = guestbook.page(needle, 1, before.getAsLong());
            ids.addAll(0, page.entries().stream().map(Entry::id).toList());
            before = page.older();
            before.ifPresent(older::add);
        }
        assertEquals(found, ids);
        assertEquals(List.of(2_300L, 1_300L, 300L), older, "after one that was found, then after a thousand each");
    }

    @Test
    void closing_writes_what_waits_and_takes_nothing_more() throws Exception {
        var waiting = new ArrayList<CompletionStage<Signed>>();
        for (var number = 0; number < 500; number++)
            waiting.add(guestbook.sign(Draft.of(UUID.randomUUID(), "Ada", "Entry " + number)));
        guestbook.close();
        for (var signing : waiting) answer(signing);
        var late = assertThrows(ExecutionException.class, () -> signed("Ada", "too late"));
        assertInstanceOf(DatabaseUnavailable.class, late.getCause());
    }

    private List<Judgment> judge(Entry.State verdict, long... ids) throws Exception {
        return answer(guestbook.judge(LongStream.of(ids).boxed().toList(), verdict, "Grace"));
    }

    private static List<String> told(List<Judgment> made) {
        return made.stream()
                .map(judgment ->
                        judgment.entryId() + " " + judgment.was() + " " + judgment.became() + " " + judgment.madeBy())
                .toList();
    }

    private List<String> texts() {
        return guestbook.page(10, Long.MAX_VALUE).entries().stream()
                .map(Entry::text)
                .toList();
    }

    private static void assertRefused(Refusal.Reason reason, CompletionStage<?> stage) {
        var refused = assertThrows(ExecutionException.class, () -> answer(stage));
        assertEquals(reason, assertInstanceOf(Refusal.class, refused.getCause()).reason());
    }

    private boolean isSigned(Draft draft) throws Exception {
        try {
            answer(guestbook.sign(draft));
            return true;
        } catch (ExecutionException notYet) {
            assertInstanceOf(DatabaseUnavailable.class, notYet.getCause());
            return false;
        }
    }

    /** The first of an entry lies with the entry. */
    private long retriesReceipts() {
        return database.read(entities -> (Long) entities.createNativeQuery("select count(*) from receipt", Long.class)
                .getSingleResult());
    }

    private Signed signed(String name, String text) throws Exception {
        return answer(guestbook.sign(Draft.of(UUID.randomUUID(), name, text)));
    }

    private static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Everything that can be asked of a book with six revisions. */
    private List<String> everyStretch() {
        var answers = new ArrayList<String>();
        for (var since = 0; since <= 6; since++)
            for (var upTo = since; upTo <= 6; upTo++)
                for (var entry : guestbook.changes(since, upTo, 4))
                    answers.add(since + "-" + upTo + ": " + Json.entry(entry) + entry.revision() + entry.isPublic());
        return answers;
    }
}
