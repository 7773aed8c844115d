package harness;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of our own, which forces each commit onto the disk as it does by default. */
record Postgres(int port, Process process, Path folder) implements Opened.Closing {
    /** @param logging whether it writes down each statement, which costs time */
    static Postgres start(Path folder, boolean logging) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        run(List.of("chmod", "a+rwx", folder.toString()));
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var data = folder.resolve("data").toAbsolutePath().toString();
        run(asPostgres(program("initdb"), "-D", data, "-A", "trust", "-U", "guestbook", "-E", "UTF8"));
        var process = new ProcessBuilder(asPostgres(
                        program("postgres"), "-D", data, "-p", "" + port, "-c", "listen_addresses=127.0.0.1",
                        "-c", "unix_socket_directories=", "-c", "log_statement=" + (logging ? "all" : "none")))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var postgres = new Postgres(port, process, folder);
        while (!postgres.said().contains("ready to accept connections"))
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) throw new IOException("PostgreSQL: " + postgres.said());
        run(List.of("psql", "-h", "127.0.0.1", "-p", "" + port, "-U", "guestbook", "-d", "postgres", "-qc", "create database guestbook"));
        return postgres;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/guestbook";
    }

    /** How many statements it has been sent until now. */
    long statements() throws IOException {
        return said().lines().filter(line -> line.contains("statement: ") || line.contains("execute ")).count();
    }

    String said() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws InterruptedException {
        process.children().forEach(ProcessHandle::destroy); // runuser does not hand the signal on to its child
        process.destroy();
        process.waitFor();
    }

    private static List<String> asPostgres(String... command) {
        var words = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) words.addAll(List.of("runuser", "-u", "postgres", "--"));
        words.addAll(List.of(command));
        return words;
    }

    private static String program(String name) throws IOException {
        try (var versions = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"))) {
            for (var version : versions) return version.resolve("bin").resolve(name).toString();
        }
        throw new IOException("PostgreSQL is not installed; bin/setup bench does it.");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
    }
}
