package harness;

import static harness.Result.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries on their way to many readers. */
final class Delivery {
    private Delivery() {}

    static Result burst(Stage stage) throws IOException, InterruptedException {
        var result = deliveryResult("Burst", stage.readers() + " readers, 50 entries outstanding");
        var measured = deliver(stage, result, 50, Contestant.ALL);
        var ours = measured.get(Contestant.GUESTBOOK);
        result.atLeast(10, "deliveries per second, times nchan's", Load.ratio("deliveries", ours, measured.get(Contestant.NCHAN)));
        result.atLeast(12, "deliveries per second, times Node.js's", Load.ratio("deliveries", ours, measured.get(Contestant.LECTURE)));
        result.atMost(2, "server CPU for each delivery, µs", ours.path("cpu").asDouble());
        complete(result, measured);
        return result;
    }

    static Result single(Stage stage) throws IOException, InterruptedException {
        var result = deliveryResult("Single", stage.readers() + " readers, one entry at a time");
        var measured = deliver(stage, result, 1, Contestant.ALL);
        var ours = measured.get(Contestant.GUESTBOOK);
        var nchan = measured.get(Contestant.NCHAN);
        result.atMost(1.3, "server CPU for each delivery, times nchan's", Load.ratio("cpu", ours, nchan));
        result.atMost(1.5, "time to the last reader, times nchan's", Load.ratio("median", ours, nchan));
        complete(result, measured);
        return result;
    }

    static Result lecture(Stage stage) throws IOException, InterruptedException {
        var result = deliveryResult(
                "Lecture clients", stage.readers() + " readers without subprotocol, a frame for each entry, 50 entries outstanding");
        var measured = deliver(stage, result, 50, List.of(Contestant.GUESTBOOK_LECTURE, Contestant.USUAL));
        var ours = measured.get(Contestant.GUESTBOOK_LECTURE);
        result.atLeast(
                1, "deliveries per second, times the usual way's", Load.ratio("deliveries", ours, measured.get(Contestant.USUAL)));
        complete(result, measured);
        return result;
    }

    private static Result deliveryResult(String name, String description) {
        var result = new Result(
                name,
                description,
                "server",
                "deliveries per second",
                "server CPU for each, µs",
                "ms to the last reader: median",
                "99th percentile",
                "entries in a frame",
                "lost or doubled",
                "cores: server",
                "load generator");
        result.chart = "deliveries per second";
        return result;
    }

    private static Map<Contestant, JsonNode> deliver(Stage stage, Result result, int outstanding, List<Contestant> contestants)
            throws IOException, InterruptedException {
        var measured = new LinkedHashMap<Contestant, JsonNode>();
        for (var contestant : contestants) {
            try (var server = contestant.start(stage.room())) {
                var told = Load.run(server.load("deliver", "readers=" + stage.readers(), "outstanding=" + outstanding, stage.warming(), stage.warm(contestant), stage.seconds()));
                measured.put(contestant, told);
                var rate = told.path("deliveries").asDouble();
                result.row(
                        contestant.name(),
                        plain(rate),
                        plain(told.path("cpu").asDouble()),
                        plain(told.path("median").asDouble()),
                        plain(told.path("p99").asDouble()),
                        plain(rate / Math.max(1, told.path("frames").asDouble())),
                        String.valueOf(lost(told)),
                        plain(told.path("cores").asDouble()),
                        plain(told.path("load").asDouble()));
                result.bar(contestant.name(), rate);
            }
        }
        return measured;
    }

    private static long lost(JsonNode told) {
        return told.path("missing").asLong() + told.path("wrong").asLong();
    }

    private static void complete(Result result, Map<Contestant, JsonNode> measured) {
        var ours = measured.entrySet().iterator().next().getValue();
        result.none("entries lost or doubled by the guestbook", lost(ours));
    }
}
