package guestbook.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;

/** The temporary folder of one process; folders of processes that were killed are removed by the next one. */
final class WorkFolder {
    private static final Pattern NAME = Pattern.compile("guestbook-([0-9]+)-.*");

    private WorkFolder() {}

    static Path create() throws IOException {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (var folders = Files.list(temporary)) {
            folders.filter(WorkFolder::isLeftBehind).forEach(WorkFolder::delete);
        }
        return Files.createTempDirectory(
                temporary, "guestbook-" + ProcessHandle.current().pid() + "-");
    }

    /** Deletes what can be deleted; what others own or still use stays. */
    static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException gone) {
            // another process was faster
        }
    }

    private static boolean isLeftBehind(Path folder) {
        var name = NAME.matcher(folder.getFileName().toString());
        if (!name.matches() || !Files.isWritable(folder)) return false;
        var owner = Long.parseLong(name.group(1));
        return owner == ProcessHandle.current().pid()
                || ProcessHandle.of(owner).filter(ProcessHandle::isAlive).isEmpty();
    }
}
