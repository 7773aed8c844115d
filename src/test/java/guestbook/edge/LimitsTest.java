package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void a_party_of_three_hundred_signs_over_one_address_and_who_goes_on_is_told_to_wait() {
        var limits = new Limits(true);
        for (var guest = 0; guest < 300; guest++) assertEquals(OptionalLong.empty(), limits.change("192.0.2.1"));
        var wait = limits.change("192.0.2.1");
        assertTrue(wait.isPresent());
        assertTrue(wait.getAsLong() >= 1 && wait.getAsLong() <= 2, wait::toString);
        assertEquals(OptionalLong.empty(), limits.change("192.0.2.2"), "another address is another party");
    }

    @Test
    void three_hundred_guests_behind_one_address_sign_and_one_more_is_told_to_wait() {
        var limits = new Limits(true);
        for (var guest = 0; guest < 300; guest++)
            assertEquals(OptionalLong.empty(), limits.sign("192.0.2.1", Optional.of("device " + guest)));
        assertTrue(limits.sign("192.0.2.1", Optional.of("one more")).isPresent());
        assertEquals(OptionalLong.empty(), limits.sign("192.0.2.2", Optional.of("one more")), "it has lost nothing");
    }

    @Test
    void one_device_signs_three_times_at_once_and_no_other_is_concerned() {
        var limits = new Limits(true);
        var eves = Optional.of("Eve's");
        for (var entry = 0; entry < 3; entry++)
            assertEquals(OptionalLong.empty(), limits.sign("192.0.2." + entry, eves), "from wherever");
        var wait = limits.connection("192.0.2.9").sign(eves);
        assertTrue(wait.getAsLong() >= 11 && wait.getAsLong() <= 12, wait::toString);
        assertEquals(OptionalLong.empty(), limits.sign("192.0.2.1", Optional.of("Ada's")));
    }

    @Test
    void who_brings_no_device_shares_less_with_all_such_at_the_address() {
        var limits = new Limits(true);
        var signed = 0;
        while (limits.connection("192.0.2.3").sign(Optional.empty()).isEmpty()) signed++;
        assertTrue(signed >= 60 && signed <= 62, signed + " entries");
        assertEquals(OptionalLong.empty(), limits.sign("192.0.2.3", Optional.of("Ada's")), "the party goes on");
        assertEquals(OptionalLong.empty(), limits.sign("192.0.2.4", Optional.empty()));
    }

    @Test
    void one_connection_signs_twenty_times_and_others_are_not_concerned() {
        var limits = new Limits(true);
        var eve = limits.connection("192.0.2.1");
        for (var entry = 0; entry < 20; entry++) assertEquals(OptionalLong.empty(), eve.sign(Optional.of("e" + entry)));
        var wait = eve.sign(Optional.of("another"));
        assertTrue(wait.getAsLong() >= 1 && wait.getAsLong() <= 3, wait::toString);
        assertEquals(OptionalLong.empty(), eve.say());
        assertEquals(OptionalLong.empty(), limits.connection("192.0.2.1").sign(Optional.of("Ada's")));
    }

    @Test
    void for_tests_of_load_there_are_none() {
        var limits = new Limits(false);
        var load = limits.connection("192.0.2.1");
        for (var number = 0; number < 10_000; number++) {
            assertEquals(OptionalLong.empty(), load.sign(Optional.of("one")));
            assertEquals(OptionalLong.empty(), load.say());
            assertEquals(OptionalLong.empty(), limits.change("192.0.2.1"));
        }
    }
}
