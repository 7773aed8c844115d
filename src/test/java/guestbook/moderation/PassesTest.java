package guestbook.moderation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.book.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances with one database. */
class PassesTest {
    private static final Person GRACE = new Person(Role.MODERATOR, "Grace");

    @TempDir
    private Path folder;

    private Database database;
    private Passes passes;
    private Passes elsewhere;
    private LogIns logIns;

    @BeforeEach
    void open() {
        database = Database.in(folder, Owner.ENTITIES);
        passes = new Passes(database);
        elsewhere = new Passes(database);
        logIns = new LogIns(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whoever_has_one_is_a_moderator_with_its_name_on_every_device() {
        var secret = passes.make("Grace", Duration.ofHours(4)).orElseThrow();
        var phone = elsewhere.use(secret).orElseThrow();
        var laptop = passes.use(secret).orElseThrow();
        assertEquals(GRACE, logIns.person(phone));
        assertEquals(GRACE, logIns.person(laptop));
        assertEquals(Person.GUEST, logIns.person(secret), "the link is no log-in");
        logIns.end(phone);
        assertEquals(Person.GUEST, logIns.person(phone));
        assertEquals(GRACE, logIns.person(laptop));
        assertEquals(Optional.empty(), passes.use("guessed"));
    }

    @Test
    void one_that_is_revoked_ends_its_log_ins_at_once_and_no_others() {
        var graces = passes.make("Grace", Duration.ofHours(4)).orElseThrow();
        var adas = passes.make("Ada", Duration.ofHours(1)).orElseThrow();
        var grace = passes.use(graces).orElseThrow();
        var ada = passes.use(adas).orElseThrow();
        assertEquals(
                List.of("Ada", "Grace"),
                elsewhere.all().stream().map(Pass::name).toList());
        elsewhere.revoke(elsewhere.all().get(0).id());
        assertEquals(Person.GUEST, logIns.person(ada));
        assertEquals(Optional.empty(), passes.use(adas));
        assertEquals(GRACE, logIns.person(grace));
    }

    @Test
    void one_ends_by_itself_and_so_do_its_log_ins() {
        var secret = passes.make("Grace", Duration.ofHours(4)).orElseThrow();
        var logIn = passes.use(secret).orElseThrow();
        var later = Clock.offset(Clock.systemUTC(), Duration.ofHours(4));
        assertEquals(Person.GUEST, new LogIns(database, later).person(logIn));
        assertEquals(Optional.empty(), new Passes(database, later).use(secret));
        assertEquals(List.of(), new Passes(database, later).all());
    }

    @Test
    void another_password_of_the_owners_leaves_them_and_a_forgotten_owner_takes_them_along() throws Exception {
        var owner = new Owner(database);
        owner.take("correct horse");
        var secret = passes.make("Grace", Duration.ofHours(4)).orElseThrow();
        var grace = passes.use(secret).orElseThrow();
        assertTrue(owner.changePassword("correct horse", "battery staple").isPresent());
        assertEquals(GRACE, logIns.person(grace));
        owner.forget();
        assertEquals(Person.GUEST, logIns.person(grace));
        assertEquals(Optional.empty(), passes.use(secret));
    }

    @Test
    void there_are_a_hundred_at_most_and_none_of_their_secrets_lies_in_the_database() throws Exception {
        for (var made = 0; made < Passes.LIMIT - 1; made++)
            assertTrue(passes.make("Grace", Duration.ofHours(4)).isPresent());
        var secret = passes.make("Grace", Duration.ofHours(4)).orElseThrow();
        var logIn = passes.use(secret).orElseThrow();
        assertEquals(Optional.empty(), passes.make("Grace", Duration.ofHours(4)));
        close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList())
                for (var word : List.of(secret, logIn))
                    assertFalse(
                            Files.readString(file, StandardCharsets.ISO_8859_1).contains(word), word);
        }
        open();
    }
}
