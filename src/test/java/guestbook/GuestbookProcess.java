package guestbook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The WAR that Maven built, run by itself with {@code java -jar} on a free port. */
public final class GuestbookProcess implements AutoCloseable {
    private static final String ANNOUNCEMENT = "Guestbook is open at ";
    private static final long START_SECONDS = 60;

    private final Process process;
    private final Path folder;

    private GuestbookProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts it and waits until it says that it is open; the folder keeps its data over several starts. */
    public static GuestbookProcess open(Path folder, String... variables) throws Exception {
        var started = launch(folder, variables);
        started.awaitOpening();
        return started;
    }

    /** Starts it, without limits and with a compiler that starts quickly; it may fail. Variables are {@code NAME=value}. */
    public static GuestbookProcess launch(Path folder, String... variables) throws IOException {
        return launch(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), folder, variables);
    }

    /** Starts it with these options of the virtual machine, and waits until it says that it is open. */
    public static GuestbookProcess open(List<String> options, Path folder, String... variables) throws Exception {
        var started = launch(options, folder, variables);
        started.awaitOpening();
        return started;
    }

    /** Starts it with so many file descriptors, and waits until it says that it is open. */
    public static GuestbookProcess withDescriptors(int descriptors, Path folder, String... variables) throws Exception {
        var shell = List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "guestbook");
        var started = launch(shell, List.of("-Xmx192m", "-XX:+UseSerialGC"), folder, variables);
        started.awaitOpening();
        return started;
    }

    /** Starts it without the right to listen below port 1024, even where everything else is allowed; it may fail. */
    public static GuestbookProcess launchUnprivileged(Path folder, String... variables) throws IOException {
        var shell = List.of("setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service");
        return launch(shell, List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), folder, variables);
    }

    private static GuestbookProcess launch(List<String> options, Path folder, String... variables) throws IOException {
        return launch(List.of(), options, folder, variables);
    }

    private static GuestbookProcess launch(List<String> shell, List<String> options, Path folder, String... variables)
            throws IOException {
        var war = new File("target/guestbook.war").getAbsolutePath();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(shell);
        command.add(java);
        command.addAll(options);
        command.addAll(List.of("-jar", war));
        var builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GUESTBOOK_"));
        builder.environment().putAll(Map.of("GUESTBOOK_PORT", "0", "GUESTBOOK_LIMITS", "off"));
        for (var variable : variables) {
            var parts = variable.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        }
        Files.deleteIfExists(folder.resolve("out"));
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()));
        return new GuestbookProcess(builder.start(), folder);
    }

    public void awaitOpening() throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!output().contains(ANNOUNCEMENT)) {
            assertTrue(process.isAlive(), () -> "it ended: " + errors());
            assertTrue(System.nanoTime() < deadline, () -> "it did not open: " + errors());
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    public URI book() {
        var address = output().lines()
                .filter(line -> line.startsWith(ANNOUNCEMENT))
                .findFirst()
                .orElseThrow();
        return URI.create(address.substring(ANNOUNCEMENT.length()) + "/");
    }

    public Process process() {
        return process;
    }

    public String output() {
        return read("out");
    }

    public String errors() {
        return read("err");
    }

    /** Like {@code kill -9}: it can do nothing any more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop (SIGTERM) and waits for its exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
