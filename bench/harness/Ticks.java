package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The time of all processors since the machine started, in ticks.
 *
 * @param busy in which they worked
 * @param stolen in which they would have worked, but the host let other machines work ({@code steal} in proc(5))
 */
record Ticks(long busy, long stolen) {
    static Ticks now() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            var ticks = Arrays.stream(lines.findFirst().orElseThrow().split(" +"))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray(); // user nice system idle iowait irq softirq steal
            return new Ticks(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[7]);
        }
    }

    /** Which part of the time that was wanted since then others have had, in percent. */
    double stolenPercentSince(Ticks then) {
        var taken = stolen - then.stolen;
        return 100.0 * taken / Math.max(1, busy - then.busy + taken);
    }
}
