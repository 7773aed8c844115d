package guestbook.moderation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.book.Fault;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordTest {
    @Test
    void what_is_kept_knows_its_password_and_no_other() {
        var kept = Password.kept("correct horse");
        assertTrue(Password.isThat("correct horse", kept));
        assertFalse(Password.isThat("correct horsE", kept));
        assertFalse(Password.isThat("", kept));
        assertFalse(kept.contains("correct horse"));
        assertFalse(Password.isThat("anything", "nothing that we would keep"));
    }

    @Test
    void the_same_password_is_kept_differently_each_time() {
        assertNotEquals(Password.kept("correct horse"), Password.kept("correct horse"));
    }

    @Test
    void one_that_was_kept_with_fewer_rounds_is_still_known_and_told_apart() {
        var old = Password.kept("correct horse", 1_000);
        assertTrue(Password.isThat("correct horse", old));
        assertTrue(Password.isOutdated(old));
        assertFalse(Password.isOutdated(Password.kept("correct horse")));
    }

    @Test
    void two_keyboards_write_the_same_letter() {
        assertTrue(Password.isThat("sch\u00f6nes Fest", Password.kept("scho\u0308nes Fest")));
    }

    @Test
    void a_new_one_is_neither_short_nor_endless() {
        assertEquals(
                Optional.of("too_short"),
                Password.fault("password", "x".repeat(9)).map(Fault::code));
        assertEquals(Optional.empty(), Password.fault("password", "x".repeat(10)));
        assertEquals(Optional.empty(), Password.fault("password", "\ud83d\udd11".repeat(200)));
        assertEquals(
                Optional.of("too_long"),
                Password.fault("password", "x".repeat(201)).map(Fault::code));
    }
}
