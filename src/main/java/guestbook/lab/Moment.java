package guestbook.lab;

/** A point in time as exactly as it is known: between two readings of {@link System#nanoTime}. */
record Moment(long notBefore, long notAfter) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** The shortest time that may have passed since then, in milliseconds. */
    double atLeastMillisSince(Moment earlier) {
        return (notBefore - earlier.notAfter) / NANOS_PER_MILLI;
    }

    /** The longest. */
    double atMostMillisSince(Moment earlier) {
        return (notAfter - earlier.notBefore) / NANOS_PER_MILLI;
    }
}
