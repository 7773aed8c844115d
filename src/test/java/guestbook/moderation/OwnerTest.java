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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances with one database. */
class OwnerTest {
    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path folder;

    private Database database;
    private Owner owner;
    private Owner elsewhere;
    private final List<String> codes = new ArrayList<>();

    @BeforeEach
    void open() {
        database = Database.in(folder, Owner.ENTITIES);
        owner = new Owner(database);
        elsewhere = new Owner(database);
        codes.clear();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void the_code_makes_one_the_owner_once_and_however_it_is_typed() throws Exception {
        assertTrue(owner.isWanted(codes::add));
        assertTrue(owner.isWanted(codes::add), "and it is told once");
        var code = codes.get(0);
        assertTrue(code.matches("([A-Z0-9]{4}-){2}[A-Z0-9]{4}"), code);
        for (var wrong : List.of("", "AAAA-AAAA-AAAA", code.substring(1), code + "A"))
            assertEquals(Optional.empty(), owner.begin(wrong, PASSWORD), wrong);
        assertEquals(Optional.empty(), elsewhere.begin(code, PASSWORD), "each instance has a code of its own");
        var typed = code.toLowerCase(Locale.ROOT)
                .replace("-", " ")
                .replace('0', 'o')
                .replace('1', 'l');
        var secret = owner.begin(typed, PASSWORD).orElseThrow();
        assertTrue(isOwner(secret), "on every instance");
        assertFalse(owner.isWanted(codes::add));
        assertEquals(Optional.empty(), owner.begin(code, "another password"), "the code has died with its use");
    }

    @Test
    void a_code_of_another_instance_is_of_no_use_when_there_is_an_owner() throws Exception {
        assertTrue(owner.isWanted(codes::add) && elsewhere.isWanted(codes::add));
        assertTrue(owner.begin(codes.get(0), PASSWORD).isPresent());
        assertEquals(Optional.empty(), elsewhere.begin(codes.get(1), "another password"));
        assertTrue(elsewhere.logIn(PASSWORD).isPresent());
        assertEquals(Optional.empty(), elsewhere.logIn("another password"));
    }

    @Test
    void a_log_in_lasts_a_month_and_outlives_a_restart() {
        owner.take(PASSWORD);
        var secret = logIn();
        close();
        open();
        assertTrue(isOwner(secret));
        assertFalse(isOwner("guessed"));
        var later = new LogIns(database, Clock.offset(Clock.systemUTC(), Duration.ofDays(31)));
        assertEquals(Person.GUEST, later.person(secret));
    }

    @Test
    void who_logs_out_is_not_known_any_more_and_the_others_are() {
        owner.take(PASSWORD);
        var phone = logIn();
        var laptop = logIn();
        new LogIns(database).end(phone);
        assertFalse(isOwner(phone));
        assertTrue(isOwner(laptop));
    }

    @Test
    void another_password_ends_the_other_log_ins() throws Exception {
        owner.take(PASSWORD);
        var phone = logIn();
        var laptop = logIn();
        assertEquals(Optional.empty(), elsewhere.changePassword("wrong", "battery staple"));
        assertTrue(isOwner(phone));
        var again = elsewhere.changePassword(PASSWORD, "battery staple").orElseThrow();
        assertFalse(isOwner(phone) || isOwner(laptop), "whoever has copied a secret is out as well");
        assertTrue(isOwner(again));
        assertEquals(Optional.empty(), owner.logIn(PASSWORD));
        assertTrue(owner.logIn("battery staple").isPresent());
    }

    @Test
    void what_the_operator_wrote_down_is_the_password() throws Exception {
        owner.take(PASSWORD);
        var secret = logIn();
        owner.take(PASSWORD);
        assertTrue(isOwner(secret), "at each start the same");
        var changed = owner.changePassword(PASSWORD, "changed since").orElseThrow();
        owner.take(PASSWORD);
        assertTrue(isOwner(changed), "the file has not changed, and the owner has");
        owner.take("battery staple");
        assertFalse(isOwner(changed));
        assertTrue(owner.logIn("battery staple").isPresent());
        assertFalse(owner.isWanted(codes::add));
    }

    @Test
    void who_is_forgotten_is_not_known_and_another_code_is_told() throws Exception {
        assertTrue(owner.isWanted(codes::add));
        var secret = owner.begin(codes.get(0), PASSWORD).orElseThrow();
        owner.forget();
        assertFalse(isOwner(secret));
        assertEquals(Optional.empty(), owner.logIn(PASSWORD));
        assertTrue(owner.isWanted(codes::add));
        assertEquals(2, codes.stream().distinct().count());
        assertTrue(owner.begin(codes.get(1), PASSWORD).isPresent());
    }

    @Test
    void neither_password_nor_secret_nor_code_lies_in_the_database() throws Exception {
        assertTrue(owner.isWanted(codes::add));
        var code = codes.get(0);
        var secret = owner.begin(code, PASSWORD).orElseThrow();
        close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList())
                for (var word : List.of(PASSWORD, secret, code))
                    assertFalse(
                            Files.readString(file, StandardCharsets.ISO_8859_1).contains(word), word);
        }
        open();
    }

    private boolean isOwner(String secret) {
        return new LogIns(database).person(secret).role() == Role.OWNER;
    }

    private String logIn() {
        try {
            return owner.logIn(PASSWORD).orElseThrow();
        } catch (Owner.Busy alone) {
            throw new AssertionError(alone);
        }
    }
}
