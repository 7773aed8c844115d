package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.util.ArrayList;
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
        result.atLeast(8, "deliveries per second, times nchan's", ours.ratio("deliveries", measured.get(Contestant.NCHAN)));
        result.atLeast(1, "deliveries per second, times Bun's", ours.ratio("deliveries", measured.get(Contestant.BUN)));
        complete(result, measured);
        return result;
    }

    static Result single(Stage stage) throws IOException, InterruptedException {
        var result = deliveryResult("Single", stage.readers() + " readers, one entry at a time");
        var measured = deliver(stage, result, 1, Contestant.ALL);
        var ours = measured.get(Contestant.GUESTBOOK);
        var nchan = measured.get(Contestant.NCHAN);
        result.atMost(1.5, "server CPU for each delivery, times nchan's", ours.ratio("cpu", nchan));
        for (var peer : List.of(Contestant.USUAL, Contestant.LECTURE, Contestant.SOCKET_IO))
            result.atMost(1, "server CPU for each delivery, times that of " + peer.name(), ours.ratio("cpu", measured.get(peer)));
        result.atMost(1.5, "time to the last reader, times nchan's", ours.ratio("median", nchan));
        complete(result, measured);
        return result;
    }

    static Result lecture(Stage stage) throws IOException, InterruptedException {
        var result = deliveryResult(
                "Lecture clients", stage.readers() + " readers without subprotocol, a frame for each entry, 50 entries outstanding");
        var measured = deliver(stage, result, 50, List.of(Contestant.GUESTBOOK_LECTURE, Contestant.USUAL));
        var ours = measured.get(Contestant.GUESTBOOK_LECTURE);
        result.atLeast(
                3, "deliveries per second, times the usual way's", ours.ratio("deliveries", measured.get(Contestant.USUAL)));
        complete(result, measured);
        return result;
    }

    /** The same in a server that is not ours. */
    static Result payara(Stage stage) throws IOException, InterruptedException {
        var result = deliveryResult("Payara", stage.readers() + " readers, one entry at a time");
        var measured = deliver(stage, result, 1, List.of(Contestant.PAYARA, Contestant.NCHAN));
        result.atMost(
                3,
                "server CPU for each delivery, times nchan's",
                measured.get(Contestant.PAYARA).ratio("cpu", measured.get(Contestant.NCHAN)));
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
                "bytes for each",
                "lost or doubled",
                "cores: server",
                "load generator",
                "compression");
        result.chart = "deliveries per second";
        return result;
    }

    /** All are there from the beginning, and each gets warm; but only one at a time has anything to do. */
    private static Map<Contestant, Rounds> deliver(Stage stage, Result result, int outstanding, List<Contestant> contestants)
            throws IOException, InterruptedException {
        try (var opened = new Opened()) {
            var parts = new ArrayList<Rounds.Part>();
            for (var contestant : contestants) {
                var server = opened.add(contestant.start(stage.room()));
                var task = server.load("deliver", "readers=" + stage.readers(), "outstanding=" + outstanding);
                Load.run(stage.warming(contestant, task));
                parts.add(() -> Load.run(stage.measuring(task)));
            }
            var rounds = Rounds.inTurn(stage.rounds(), parts);
            var measured = new LinkedHashMap<Contestant, Rounds>();
            for (var place = 0; place < contestants.size(); place++) {
                measured.put(contestants.get(place), rounds.get(place));
                tell(result, contestants.get(place).name(), rounds.get(place));
            }
            return measured;
        }
    }

    private static void tell(Result result, String name, Rounds told) {
        var rate = told.median("deliveries");
        result.row(
                name,
                plain(rate),
                plain(told.median("cpu")),
                plain(told.median("median")),
                plain(told.median("p99")),
                plain(rate / Math.max(1, told.median("frames"))),
                plain(told.median("bytes") / Math.max(1, rate)),
                String.valueOf(lost(told)),
                plain(told.median("cores")),
                plain(told.median("load")),
                told.words("negotiated").isEmpty() ? "none" : told.words("negotiated"));
        result.bar(name, rate);
    }

    private static long lost(Rounds told) {
        return told.sum("missing") + told.sum("wrong");
    }

    private static void complete(Result result, Map<Contestant, Rounds> measured) {
        var ours = measured.entrySet().iterator().next().getValue();
        result.none("entries lost or doubled by the guestbook", lost(ours));
    }
}
