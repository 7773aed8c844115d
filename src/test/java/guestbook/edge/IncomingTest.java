package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private static final int LIMIT = 100;

    private final Incoming incoming = Incoming.ofBytes(LIMIT);

    @Test
    void each_message_may_be_as_long_as_the_limit() {
        for (var message = 0; message < 3; message++) {
            assertTrue(incoming.fits(LIMIT - 1, false));
            assertTrue(incoming.fits(1, true));
        }
    }

    @Test
    void after_one_that_is_too_long_nothing_fits_any_more() {
        assertFalse(incoming.fits(LIMIT + 1, false));
        assertFalse(incoming.fits(1, true));
        assertFalse(incoming.fits(1, true), "not even a short one");
    }

    @Test
    void who_goes_on_and_on_after_that_is_cut_off_long_before_a_number_overflows() {
        assertFalse(incoming.fits(LIMIT + 1, false));
        assertThrows(IllegalStateException.class, () -> {
            for (var sent = 0L; sent < 3L * Integer.MAX_VALUE; sent += 8_192)
                assertFalse(incoming.fits(8_192, false), "no number of parts makes it fit");
        });
    }

    @Test
    void what_is_passed_on_takes_no_room_from_others() {
        var half = (int) (Runtime.getRuntime().maxMemory() / 32);
        var echo = Incoming.ofBytes(half);
        for (var part = 0; part < 8; part++) assertTrue(echo.fits(half / 8, false));
        assertTrue(incoming.fits(1, false), "somebody else's");
        incoming.end();
    }

    @Test
    void what_a_server_still_delivers_of_a_connection_that_has_ended_is_not_held() {
        var half = "x"
                .repeat((int) (Runtime.getRuntime().maxMemory() / 16 / 2 / 2)
                        + 1); // as characters it takes twice its bytes
        var ended = Incoming.ofBytes(half.length());
        assertEquals(Optional.empty(), ended.take(half, false));
        assertFalse(ended.isRefused());
        var crowded = Incoming.ofBytes(half.length());
        crowded.take(half, false);
        assertTrue(crowded.isRefused(), "the room is taken");
        ended.end();
        assertEquals(Optional.empty(), ended.take("x".repeat(1_000), false));
        var other = Incoming.ofBytes(half.length());
        other.take(half, false);
        assertFalse(other.isRefused(), "its room is free");
        other.end();
    }

    @Test
    void where_many_long_messages_are_on_their_way_a_guests_entry_is_still_taken() {
        var half = "x".repeat((int) (Runtime.getRuntime().maxMemory() / 16 / 2 / 2) - 100);
        var most = Incoming.ofBytes(2 * half.length());
        most.take(half, false);
        most.take(half, false);
        assertFalse(most.isRefused());
        var entry = Incoming.ofBytes(half.length());
        entry.take("x".repeat(3_000), false);
        assertFalse(entry.isRefused());
        entry.take("x".repeat(3_000), false);
        assertTrue(entry.isRefused(), "and no more than that");
        most.end();
    }

    @Test
    void what_is_held_of_a_message_weighs_as_much_as_it_takes_in_memory() {
        var third = (int) (Runtime.getRuntime().maxMemory() / 16 / 2 / 3) + 1; // as characters
        var growing = Incoming.ofCharacters(2 * third);
        growing.take("あ".repeat(third), false);
        growing.take("あ", false); // whereupon there is room for twice as many
        var other = Incoming.ofCharacters(2 * third);
        other.take("x".repeat(third), false);
        assertTrue(other.isRefused(), "the room is taken");
        growing.end();
    }

    @Test
    void a_text_is_whole_with_its_last_part_and_the_next_begins_anew() {
        assertEquals(Optional.empty(), incoming.take("Ä", false));
        assertEquals(Optional.of("Äda"), incoming.take("da", true));
        assertEquals(Optional.of("next"), incoming.take("next", true));
        assertEquals(Optional.empty(), incoming.take("ä".repeat(LIMIT / 2 + 1), true), "in bytes it is too long");
        assertTrue(incoming.isRefused());
        assertEquals(Optional.empty(), incoming.take("short", true));
        assertTrue(Incoming.ofCharacters(LIMIT).take("ä".repeat(LIMIT), true).isPresent());
    }

    @Test
    void a_message_that_does_not_end_is_overdue_and_an_idle_client_is_not() {
        var later = System.nanoTime() + Incoming.TIME_LIMIT.toNanos() * 2;
        assertFalse(incoming.isOverdue(later));
        assertTrue(incoming.fits(1, false));
        assertFalse(incoming.isOverdue(System.nanoTime()));
        assertTrue(incoming.isOverdue(later));
        assertTrue(incoming.fits(1, true));
        assertFalse(incoming.isOverdue(later));
    }

    @Test
    void a_long_message_has_longer_as_long_as_it_goes_on() {
        var echo = Incoming.ofBytes(16 * 1024 * 1024);
        var later = System.nanoTime() + Incoming.TIME_LIMIT.toNanos() * 2;
        assertTrue(echo.fits(1024 * 1024, false));
        assertTrue(echo.isOverdue(later), "a megabyte, and then nothing");
        assertTrue(echo.fits(2 * 1024 * 1024, false));
        assertFalse(echo.isOverdue(later), "three megabytes");
        echo.end();
    }
}
