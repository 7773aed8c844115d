package guestbook.lab;

import java.util.OptionalDouble;

/** A point in time as exactly as it is known: between two readings of {@link System#nanoTime}. */
record Moment(long notBefore, long notAfter) {
    private static final double NANOS_PER_MILLI = 1e6;
    /** A part of the two in a hundred that the lab promises; what is left is for rounding, and for the kernel's own time. */
    private static final double EXACT = 0.015;

    /** The milliseconds that have passed since then; empty where they are not known to 2 %. */
    OptionalDouble millisSince(Moment earlier) {
        var atLeast = (notBefore - earlier.notAfter) / NANOS_PER_MILLI;
        var atMost = (notAfter - earlier.notBefore) / NANOS_PER_MILLI;
        var middle = (atLeast + atMost) / 2;
        return atMost - middle <= EXACT * middle ? OptionalDouble.of(middle) : OptionalDouble.empty();
    }
}
