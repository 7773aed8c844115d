package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs scenarios and writes down what they have shown.
 *
 * <p>{@code Bench [--brief] [--out FILE] [scenario…]}; without a scenario all of them.
 */
public final class Bench {
    private static final Map<String, Stage.Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("burst", Delivery::burst);
        SCENARIOS.put("single", Delivery::single);
        SCENARIOS.put("lecture", Delivery::lecture);
        SCENARIOS.put("payara", Delivery::payara);
        SCENARIOS.put("stalled", Stalled::play);
        SCENARIOS.put("idle", Idle::play);
        SCENARIOS.put("signing", Signing::play);
        SCENARIOS.put("growth", Growth::play);
        SCENARIOS.put("storm", Storm::play);
        SCENARIOS.put("start", Start::play);
        SCENARIOS.put("instances", Instances::play);
    }

    private Bench() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        var words = new ArrayList<>(Arrays.asList(arguments));
        var brief = words.remove("--brief");
        var out = Path.of("bench/RESULTS.md");
        if (!words.isEmpty() && words.get(0).equals("--out")) {
            out = Path.of(words.get(1));
            words.subList(0, 2).clear();
        }
        var folder = Files.createTempDirectory(
                "guestbook-bench", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try {
            var stage = new Stage(folder, brief);
            if (!SCENARIOS.keySet().containsAll(words)) {
                System.err.println("Scenarios: " + String.join(" ", SCENARIOS.keySet()));
                System.exit(1);
            }
            var begin = Ticks.now();
            var results = new ArrayList<Result>();
            for (var name : words.isEmpty() ? List.copyOf(SCENARIOS.keySet()) : words) {
                System.err.println(name);
                results.add(SCENARIOS.get(name).play(stage));
            }
            Report.write(out, results, Ticks.now().stolenPercentSince(begin));
            var broken = results.stream().flatMap(result -> result.broken().stream()).toList();
            if (!broken.isEmpty()) throw new IllegalStateException("Promised, but not kept: " + broken);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
