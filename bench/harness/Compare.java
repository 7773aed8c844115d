package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures two builds in turn, so that what the machine does besides hits both: {@code Compare BEFORE AFTER}. */
public final class Compare {
    private static final int ROUNDS = 3;

    /**
     * What one warm server is asked to do, one after the other.
     *
     * @param figure what of the load generator's answer is compared
     */
    private record Task(String name, String figure, Contestant client, List<String> load) {}

    private static final List<Task> TASKS = List.of(
            new Task("Burst, deliveries per second", "deliveries", Contestant.GUESTBOOK, List.of("mode=deliver", "outstanding=50")),
            new Task("Single, server CPU for each delivery, µs", "cpu", Contestant.GUESTBOOK, List.of("mode=deliver", "outstanding=1")),
            new Task("Single, ms to the last reader", "median", Contestant.GUESTBOOK, List.of("mode=deliver", "outstanding=1")),
            new Task("Lecture clients, deliveries per second", "deliveries", Contestant.GUESTBOOK_LECTURE, List.of("mode=deliver", "outstanding=50")),
            new Task("Signing, entries per second", "entries", Contestant.GUESTBOOK, List.of("mode=sign", "outstanding=64")));

    private Compare() {}

    public static void main(String... wars) throws IOException, InterruptedException {
        var stage = new Stage(Files.createTempDirectory("guestbook-compare"), false);
        var before = new LinkedHashMap<Task, List<Double>>();
        var after = new LinkedHashMap<Task, List<Double>>();
        for (var round = 0; round < ROUNDS; round++) {
            play(stage, Path.of(wars[0]), before);
            play(stage, Path.of(wars[1]), after);
        }
        System.out.println("| median of " + ROUNDS + " | before | after | ratio |");
        System.out.println("|---|---:|---:|---:|");
        for (var task : TASKS) {
            var old = median(before.get(task));
            var now = median(after.get(task));
            System.out.println("| " + task.name + " | " + plain(old) + " | " + plain(now) + " | " + plain(now / old) + " |");
        }
    }

    private static void play(Stage stage, Path war, Map<Task, List<Double>> figures) throws IOException, InterruptedException {
        try (var server = Contestant.GUESTBOOK.from(war).start(stage.room())) {
            var warm = stage.warm(server.contestant());
            for (var task : TASKS) {
                var readers = task.load.contains("mode=sign") ? 0 : stage.readers();
                var load = new ArrayList<>(List.of("target/bench/load", "port=" + server.port(), "pids=" + server.pids(), "readers=" + readers, stage.seconds(), warm));
                load.addAll(task.client.load());
                load.addAll(task.load);
                figures.computeIfAbsent(task, none -> new ArrayList<>()).add(Load.run(load).path(task.figure).asDouble());
                warm = "warm=5";
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
