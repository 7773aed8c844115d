package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures two builds in turn, so that what the machine does besides hits both: {@code Compare BEFORE AFTER}. */
public final class Compare {
    private static final int ROUNDS = 3;
    private static final List<Integer> OUTSTANDING = List.of(50, 1);

    private Compare() {}

    public static void main(String... wars) throws IOException, InterruptedException {
        var stage = new Stage(Files.createTempDirectory("guestbook-compare"), false);
        System.out.println("| entries outstanding | figure | before | after | ratio |");
        System.out.println("|---|---|---|---|---|");
        for (var outstanding : OUTSTANDING) {
            var rates = new double[2][ROUNDS];
            var costs = new double[2][ROUNDS];
            for (var round = 0; round < ROUNDS; round++) {
                for (var build = 0; build < 2; build++) {
                    var guestbook = Contestant.GUESTBOOK.from(Path.of(wars[build]));
                    try (var server = guestbook.start(stage.room())) {
                        var told = Load.run(server.load(
                                "deliver", "readers=" + stage.readers(), "outstanding=" + outstanding, stage.warm(guestbook), stage.seconds()));
                        rates[build][round] = told.path("deliveries").asDouble();
                        costs[build][round] = told.path("cpu").asDouble();
                    }
                }
            }
            row(outstanding, "deliveries per second", rates);
            row(outstanding, "server CPU for each, µs", costs);
        }
    }

    private static void row(int outstanding, String figure, double[][] measured) {
        for (var values : measured) java.util.Arrays.sort(values);
        var before = measured[0][ROUNDS / 2];
        var after = measured[1][ROUNDS / 2];
        System.out.println("| " + outstanding + " | " + figure + " | " + plain(before) + " | " + plain(after) + " | " + plain(after / before) + " |");
    }
}
