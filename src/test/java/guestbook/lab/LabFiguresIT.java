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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lab's figures beside what the kernel saw on the wire.
 *
 * <p>A delay is what the client sees, and so is never shorter than between the packets.
 */
@Tag("long")
class LabFiguresIT {
    private static final int ENTRIES = 20;
    /** So long that the server has pinged. */
    private static final int IDLE_SECONDS = 30;

    @Test
    void bytes_are_those_of_the_wire_and_no_delay_is_shorter(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var capture = new Capture(guestbook.book().getPort(), folder)) {
            var http = new HttpBook(guestbook.book());
            var measured = measured(http);
            assertEquals(ENTRIES, measured.path("signed").asInt());
            http.get("api/v1/entries", "X-Until", "the end");
            var packets = capture.packetsUntil("X-Until: the end");

            assertEquals(4, measured.path("ways").size());
            for (var way : measured.path("ways")) {
                var name = way.path("way").asText();
                assertEquals(sum(packets, way, true), total(way, "/up", "/setUp", "/idle/up"), name + " up");
                assertEquals(sum(packets, way, false), total(way, "/down", "/setDown", "/idle/down"), name + " down");
                assertEquals(ENTRIES, way.path("heard").asInt(), name);
                assertDelaysAgree(packets, way);
            }
        }
    }

    private static void assertDelaysAgree(List<Packet> packets, JsonNode way) {
        for (var entry = 1; entry <= ENTRIES; entry++) {
            var onWire = delayMillis(packets, way, entry);
            var told = way.path("delays").path(entry - 1).longValue();
            var words = "%s delay %d: the wire %.3f, the lab %d"
                    .formatted(way.path("way").asText(), entry, onWire, told);
            System.out.println(words);
            assertTrue(told >= onWire, words);
        }
    }

    private static long total(JsonNode way, String... figures) {
        return Arrays.stream(figures)
                .mapToLong(figure -> way.at(figure).asLong())
                .sum();
    }

    private static JsonNode measured(HttpBook http) throws Exception {
        var lines = http.post("lab/four-ways?idle=" + IDLE_SECONDS + "&entries=" + ENTRIES, "text/plain", "")
                .body()
                .strip()
                .split("\n");
        var last = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertTrue(last.path("done").asBoolean(), last::toString);
        return last;
    }

    private static long sum(List<Packet> packets, JsonNode way, boolean up) {
        var bytes = 0L;
        for (var port : ports(way)) {
            for (var packet : packets) {
                if ((up ? packet.from() : packet.to()) == port) bytes += packet.payload().length;
                if (packet.from() == port && packet.ends()) break; // what comes later nobody reads
            }
        }
        return bytes;
    }

    /** Those of its connections; where the server closes one it opens another. */
    private static List<Integer> ports(JsonNode way) {
        var ports = new ArrayList<Integer>();
        way.path("ports").forEach(port -> ports.add(port.asInt()));
        return ports;
    }

    private static double delayMillis(List<Packet> packets, JsonNode way, int entry) {
        var words = "Measurement " + entry + '"';
        var ports = ports(way);
        var signed = packets.stream()
                .filter(packet -> packet.contains("POST ") && packet.contains(words))
                .findFirst()
                .orElseThrow();
        var heard = packets.stream()
                .filter(packet -> ports.contains(packet.to()) && packet.contains(words))
                .findFirst()
                .orElseThrow();
        return (heard.seconds() - signed.seconds()) * 1_000;
    }
}
