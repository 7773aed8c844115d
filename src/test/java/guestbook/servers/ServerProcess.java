package guestbook.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** The memory of the server under test, as the tools of its Java show it. */
record ServerProcess(String id) {
    private static final String HOME = System.getProperty("server.home");
    private static final String APPLICATION = "guestbook.Application";

    /** The process that runs what lies in the server's folder. */
    static ServerProcess running() throws IOException, InterruptedException {
        return tool("jps", "-lmv").stream()
                .filter(java -> java.contains(HOME) && !java.contains("surefire") && !java.contains("plexus"))
                .map(java -> new ServerProcess(java.split(" ", 2)[0]))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No Java runs in " + HOME));
    }

    /** The bytes that are in use after two collections of garbage: what has a finalizer goes with the second. */
    long heap() throws IOException, InterruptedException {
        tool("jcmd", id, "GC.run");
        tool("jcmd", id, "GC.run_finalization");
        var histogram = tool("jcmd", id, "GC.class_histogram");
        var total = histogram.get(histogram.size() - 1).strip().split(" +");
        return Long.parseLong(total[2]);
    }

    /** How often the application is loaded: once for each deployment whose class loader something still holds. */
    long generations() throws IOException, InterruptedException {
        return tool("jcmd", id, "VM.class_hierarchy", APPLICATION).stream()
                .filter(line -> line.contains(APPLICATION))
                .count();
    }

    /** Leaves everything in a file, for whoever looks for what holds a class loader. */
    String dump() throws IOException, InterruptedException {
        var file = HOME + ".hprof";
        Files.deleteIfExists(Path.of(file));
        tool("jcmd", id, "GC.heap_dump", file);
        return file;
    }

    private static List<String> tool(String name, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() != 0) throw new IOException(String.join("\n", lines));
        return lines;
    }
}
