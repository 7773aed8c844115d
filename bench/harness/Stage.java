package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where scenarios play.
 *
 * @param folder for what servers keep
 * @param brief whether it is only to be shown that everything works
 */
record Stage(Path folder, boolean brief) {
    /** What is measured. */
    interface Scenario {
        Result play(Stage stage) throws IOException, InterruptedException;
    }

    int readers() {
        return brief ? 50 : 1_000;
    }

    int idleReaders() {
        return brief ? 200 : 10_000;
    }

    int returningReaders() {
        return brief ? 100 : 5_000;
    }

    int manyEntries() {
        return brief ? 5_000 : 1_000_000;
    }

    int rounds() {
        return brief ? 1 : 5;
    }

    /**
     * A load that is measured no more than a second, while a Java virtual machine compiles; with so many entries outstanding, or
     * what is done once for each would be compiled too late.
     */
    List<String> warming(Contestant contestant, List<String> load) {
        return with(load, "warming=50", "warm=" + (brief ? "2" : contestant.isJava() ? "20" : "5"), "seconds=0.2");
    }

    /** A load that is measured, of a server that is warm. */
    List<String> measuring(List<String> load) {
        return with(load, "warm=1", brief ? "seconds=1" : "seconds=5");
    }

    private static List<String> with(List<String> load, String... options) {
        return Stream.concat(load.stream(), Stream.of(options)).toList();
    }

    /** An empty folder. */
    Path room() throws IOException {
        return Files.createTempDirectory(folder, "room");
    }
}
