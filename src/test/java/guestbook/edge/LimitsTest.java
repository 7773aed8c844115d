package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void one_connection_signs_twenty_times_and_others_are_not_concerned() {
        var limits = new Limits(true);
        var eve = limits.connection("192.0.2.1");
        for (var entry = 0; entry < 20; entry++) assertEquals(OptionalLong.empty(), eve.sign());
        var wait = eve.sign();
        assertTrue(wait.getAsLong() >= 1 && wait.getAsLong() <= 3, wait::toString);
        assertEquals(OptionalLong.empty(), eve.say());
        assertEquals(OptionalLong.empty(), limits.connection("192.0.2.1").sign());
    }

    @Test
    void whoever_comes_back_again_and_again_signs_no_more_often_than_a_party() {
        var limits = new Limits(true);
        var signed = 0;
        while (limits.connection("192.0.2.3").sign().isEmpty()) signed++;
        assertTrue(signed >= 300 && signed <= 310, signed + " entries");
        assertEquals(OptionalLong.empty(), limits.connection("192.0.2.4").sign(), "another address is another party");
    }

    @Test
    void for_tests_of_load_there_are_none() {
        var limits = new Limits(false);
        var load = limits.connection("192.0.2.1");
        for (var number = 0; number < 10_000; number++) {
            assertEquals(OptionalLong.empty(), load.sign());
            assertEquals(OptionalLong.empty(), load.say());
            assertEquals(OptionalLong.empty(), limits.change("192.0.2.1"));
        }
    }
}
