package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** A server gets used to its work with so many entries outstanding, or what is done once for each would be compiled too late. */
    String warming() {
        return "warming=50";
    }

    /** How long a server is at work before it is measured: a Java virtual machine compiles for more than a minute. */
    String warm(Contestant contestant) {
        return "warm=" + (brief ? "2" : contestant.isJava() ? "75" : "5");
    }

    String seconds() {
        return brief ? "seconds=1" : "seconds=8";
    }

    /** An empty folder. */
    Path room() throws IOException {
        return Files.createTempDirectory(folder, "room");
    }
}
