package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Runs scenarios and writes down what they have shown.
 *
 * <p>{@code Bench [--brief] [--out FILE] [scenario…]}; without a scenario all of them.
 */
public final class Bench {
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
            var all = new Scenarios(folder, brief).all();
            if (!all.keySet().containsAll(words)) {
                System.err.println("Scenarios: " + String.join(" ", all.keySet()));
                System.exit(1);
            }
            var results = new ArrayList<Result>();
            for (var name : words.isEmpty() ? List.copyOf(all.keySet()) : words) {
                System.err.println(name);
                results.add(all.get(name).run());
            }
            Report.write(out, results);
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
