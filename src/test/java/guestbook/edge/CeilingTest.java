package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class CeilingTest {
    @Test
    void there_is_room_for_so_many_and_again_when_one_has_left() {
        var ceiling = new Ceiling(2, 2);
        var first = ceiling.enter("192.0.2.1").orElseThrow();
        ceiling.enter("192.0.2.2").orElseThrow();
        assertTrue(ceiling.enter("192.0.2.3").isEmpty());
        assertFalse(ceiling.hasRoom("192.0.2.3"));
        first.leave();
        first.leave(); // once more does no harm
        assertTrue(ceiling.enter("192.0.2.3").isPresent());
        assertTrue(ceiling.enter("192.0.2.4").isEmpty());
    }

    @Test
    void one_address_does_not_take_all_the_room() {
        var ceiling = new Ceiling(10, 3);
        var places = new ArrayList<Ceiling.Place>();
        for (var number = 0; number < 3; number++)
            places.add(ceiling.enter("192.0.2.1").orElseThrow());
        assertTrue(ceiling.enter("192.0.2.1").isEmpty());
        assertTrue(ceiling.enter("192.0.2.2").isPresent());
        places.get(0).leave();
        assertTrue(ceiling.enter("192.0.2.1").isPresent());
    }

    @Test
    void the_addresses_of_one_household_are_one() {
        var ceiling = new Ceiling(10, 1);
        assertTrue(ceiling.enter("2001:db8:0:1::1").isPresent());
        assertTrue(ceiling.enter("2001:db8:0:1:ffff::2").isEmpty());
        assertTrue(ceiling.enter("2001:db8:0:2::1").isPresent());
    }

    @Test
    void where_no_address_is_known_all_of_them_count_together_alone() {
        var ceiling = new Ceiling(3, 1);
        for (var number = 0; number < 3; number++) assertTrue(ceiling.enter("").isPresent());
        assertTrue(ceiling.enter("").isEmpty());
    }
}
