package guestbook.lab;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.edge.Limits;
import guestbook.edge.Origins;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Who stays in the lab, and who is sent away. */
class LabTest {
    private static final Duration SILENCE_LIMIT = Duration.ofMillis(200);

    private final Set<String> sentAway = ConcurrentHashMap.newKeySet();

    @Test
    void a_visitor_who_says_nothing_and_takes_nothing_is_sent_away() throws Exception {
        try (var lab = lab(SILENCE_LIMIT)) {
            for (var visitor : Set.of("silent", "talker", "listener")) admit(lab, visitor);
            eventually(
                    Duration.ofSeconds(10),
                    () -> {
                        lab.hear("talker");
                        lab.tell("listener");
                        return sentAway.contains("silent");
                    },
                    sentAway::toString);
            assertEquals(Set.of("silent"), sentAway);
            lab.hear("silent");
            assertTrue(admit(lab, "silent"), "and may come back");
        }
    }

    @Test
    void who_left_is_not_let_in_again_by_what_comes_late() throws Exception {
        try (var lab = lab(SILENCE_LIMIT)) {
            admit(lab, "gone");
            lab.leave("gone");
            lab.hear("gone");
            lab.tell("gone");
            admit(lab, "silent");
            eventually(Duration.ofSeconds(10), () -> sentAway.contains("silent"), sentAway::toString);
            assertEquals(Set.of("silent"), sentAway);
        }
    }

    private static Lab lab(Duration silenceLimit) {
        return new Lab(new Origins(Set.of()), new Limits(false), silenceLimit);
    }

    private boolean admit(Lab lab, String visitor) {
        return lab.admit(visitor, () -> sentAway.add(visitor));
    }
}
