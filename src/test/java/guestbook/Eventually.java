package guestbook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Looks again and again at a condition that nothing announces, for so long and no longer. */
public final class Eventually {
    private static final long LOOK_MILLIS = 50;

    private Eventually() {}

    /** Returns as soon as it is true; fails with what is known when it was not true in time. */
    public static void eventually(Duration patience, Callable<Boolean> condition, Supplier<String> known)
            throws Exception {
        var deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, known);
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
