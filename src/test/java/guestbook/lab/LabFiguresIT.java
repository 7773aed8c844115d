package guestbook.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.lab.Capture.Packet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab's figures agree with what the kernel saw on the wire; wants the machine for itself. */
class LabFiguresIT {
    private static final int ENTRIES = 20;
    /** What the lab claims to know to this share it tells as a number, anything else as a range. */
    private static final double EXACT = 0.02;
    /** The sniffer notes a packet on its way into the kernel, a little before the reader could see it. */
    private static final double KERNEL_MILLIS = 0.1;

    @Test
    void bytes_and_delays_are_those_of_the_wire(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var capture = new Capture(guestbook.book().getPort(), folder)) {
            var http = new HttpBook(guestbook.book());
            var ways = measured(http, ENTRIES).path("ways");
            var last = "Measurement " + ENTRIES + " of " + ENTRIES;
            http.get("api/v1/entries", "X-Until", "the end");
            var packets = capture.packetsUntil("X-Until: the end");

            assertEquals(4, ways.size());
            var exact = 0L;
            for (var way : ways) {
                var name = way.path("way").asText();
                assertEquals(sum(packets, way, true), total(way, "up", "setUp"), name + " up");
                assertEquals(sum(packets, way, false), total(way, "down", "setDown"), name + " down");
                assertEquals(ENTRIES, way.path("delays").size(), name + " heard of " + last);
                var wire = new double[ENTRIES];
                var told = new ArrayList<Delay>();
                for (var entry = 1; entry <= ENTRIES; entry++) {
                    wire[entry - 1] = delayMillis(packets, way, entry);
                    told.add(Delay.of(way.path("delays").path(entry - 1)));
                    told.get(entry - 1).assertIs(wire[entry - 1], name + " delay " + entry);
                }
                shown(told, LabFiguresIT::median).assertIs(median(wire), name + " median");
                shown(told, LabFiguresIT::longest).assertIs(longest(wire), name + " longest");
                exact += told.stream().filter(Delay::isExact).count();
            }
            System.out.printf("%d of %d delays are known to 2 %%%n", exact, 4 * ENTRIES);
            assertTrue(exact >= ENTRIES, "so few are known to 2 %: " + exact);
        }
    }

    /** What the lab tells of a delay, in milliseconds. */
    private record Delay(double atLeast, double atMost) {
        static Delay of(JsonNode told) {
            return new Delay(
                    told.path("atLeast").asDouble(), told.path("atMost").asDouble());
        }

        boolean isExact() {
            return atMost - atLeast <= 2 * EXACT * middle();
        }

        void assertIs(double wire, String what) {
            System.out.printf("%s: the wire %.3f, the lab %.3f to %.3f%n", what, wire, atLeast, atMost);
            assertTrue(
                    wire > atLeast - KERNEL_MILLIS && wire < atMost + KERNEL_MILLIS,
                    () -> what + ": the wire says " + wire + ", the lab " + this);
            if (isExact()) assertEquals(wire, middle(), wire * EXACT + KERNEL_MILLIS / 2, what);
        }

        private double middle() {
            return (atLeast + atMost) / 2;
        }
    }

    /** The page's own reckoning. */
    private static Delay shown(List<Delay> delays, ToDoubleFunction<double[]> choose) {
        return new Delay(
                choose.applyAsDouble(delays.stream().mapToDouble(Delay::atLeast).toArray()),
                choose.applyAsDouble(delays.stream().mapToDouble(Delay::atMost).toArray()));
    }

    private static double longest(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static long total(JsonNode way, String... figures) {
        return Arrays.stream(figures)
                .mapToLong(figure -> way.path(figure).asLong())
                .sum();
    }

    private static JsonNode measured(HttpBook http, int entries) throws Exception {
        var lines = http.post("lab/four-ways?entries=" + entries, "text/plain", "")
                .body()
                .strip()
                .split("\n");
        var last = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertTrue(last.path("done").asBoolean(), last::toString);
        return last;
    }

    private static long sum(List<Packet> packets, JsonNode way, boolean up) {
        var port = way.path("port").asInt();
        var bytes = 0L;
        for (var packet : packets) {
            if ((up ? packet.from() : packet.to()) == port) bytes += packet.payload().length;
            if (packet.from() == port && packet.ends()) break; // what comes later nobody reads
        }
        return bytes;
    }

    private static double delayMillis(List<Packet> packets, JsonNode way, int entry) {
        var words = "Measurement " + entry + " of " + ENTRIES;
        var port = way.path("port").asInt();
        var signed = packets.stream()
                .filter(packet -> packet.contains("POST ") && packet.contains(words))
                .findFirst()
                .orElseThrow();
        var heard = packets.stream()
                .filter(packet -> packet.to() == port && packet.contains(words))
                .findFirst()
                .orElseThrow();
        return (heard.seconds() - signed.seconds()) * 1_000;
    }
}
