package guestbook.backing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server of the system that the book uses: on a free port, in a folder of its own, killed and started again at will. */
public abstract class BackingService implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long LOOK_MILLIS = 50;

    protected final Path folder;
    protected final int port = freePort();
    private Process process;

    protected BackingService() throws IOException {
        folder = Files.createTempDirectory("guestbook-" + getClass().getSimpleName());
        folder.toFile().setReadable(true, false);
        folder.toFile().setExecutable(true, false);
    }

    /** The command that runs the server in the foreground. */
    protected abstract List<String> command();

    protected Map<String, String> environment() {
        return Map.of();
    }

    /** Whether the server takes work. */
    protected abstract boolean answers() throws Exception;

    public final int port() {
        return port;
    }

    /** Starts it, on the same port and with the same data each time, and waits until it answers. */
    public final void start() throws Exception {
        var builder = new ProcessBuilder(command()).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
        builder.environment().putAll(environment());
        process = builder.start();
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            assertTrue(process.isAlive(), () -> "it ended: " + said());
            assertTrue(System.nanoTime() < deadline, () -> "it does not answer: " + said());
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    public final boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Like {@code kill -9}. */
    public final void kill() throws InterruptedException {
        var children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        for (var child : children) child.onExit().join();
    }

    /** Lets it neither answer nor end its connections, as a machine that hangs. */
    public final void freeze() throws Exception {
        signal("STOP");
    }

    public final void thaw() throws Exception {
        signal("CONT");
    }

    @Override
    public void close() throws Exception {
        if (process != null) kill();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Runs a command to its end. */
    protected final void run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        var code = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start()
                .waitFor();
        assertTrue(code == 0, () -> String.join(" ", command) + ": " + said());
    }

    /** A port that nobody listens to just now. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new AssertionError(none);
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, String.valueOf(process.pid()));
        for (var child : process.descendants().toList()) run("kill", "-" + name, String.valueOf(child.pid()));
    }

    private File log() {
        return folder.resolve("log").toFile();
    }

    private String said() {
        try {
            return Files.readString(log().toPath());
        } catch (IOException broken) {
            return broken.toString();
        }
    }
}
