package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** What is compared, and what was measured of it. */
    private record Build(Path war, Map<Task, List<Double>> figures) {}

    private Compare() {}

    public static void main(String... wars) throws IOException, InterruptedException {
        var stage = new Stage(Files.createTempDirectory("guestbook-compare"), false);
        var before = new Build(Path.of(wars[0]), new HashMap<>());
        var after = new Build(Path.of(wars[1]), new HashMap<>());
        for (var round = 0; round < ROUNDS; round++) {
            if (round % 2 == 0) play(stage, before, after);
            else play(stage, after, before);
        }
        System.out.println("| median of " + ROUNDS + " | before | after | ratio | in each round |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (var task : TASKS) {
            var old = before.figures.get(task);
            var now = after.figures.get(task);
            var ratios = IntStream.range(0, ROUNDS).mapToObj(round -> now.get(round) / old.get(round)).toList();
            var each = ratios.stream().map(Result::plain).collect(Collectors.joining(", "));
            System.out.println("| " + String.join(" | ", task.name, plain(Rounds.median(old)), plain(Rounds.median(now)), plain(Rounds.median(ratios)), each) + " |");
        }
    }

    /** Both get warm, then do task by task in turn; only one has anything to do at a time. */
    private static void play(Stage stage, Build... builds) throws IOException, InterruptedException {
        try (var one = Contestant.GUESTBOOK.from(builds[0].war).start(stage.room());
                var other = Contestant.GUESTBOOK.from(builds[1].war).start(stage.room())) {
            var servers = List.of(one, other);
            for (var server : servers) Load.run(stage.warming(server.contestant(), load(stage, server, TASKS.get(0))));
            for (var task : TASKS)
                for (var number = 0; number < builds.length; number++)
                    builds[number].figures.computeIfAbsent(task, none -> new ArrayList<>()).add(measure(stage, servers.get(number), task));
        }
    }

    private static double measure(Stage stage, Contestant.Running server, Task task) throws IOException, InterruptedException {
        return Load.run(stage.measuring(load(stage, server, task))).path(task.figure).asDouble();
    }

    private static List<String> load(Stage stage, Contestant.Running server, Task task) {
        var readers = task.load.contains("mode=sign") ? 0 : stage.readers();
        var load = new ArrayList<>(List.of("target/bench/load", "port=" + server.port(), "pids=" + server.pids(), "readers=" + readers));
        load.addAll(task.client.load());
        load.addAll(task.load);
        return load;
    }
}
