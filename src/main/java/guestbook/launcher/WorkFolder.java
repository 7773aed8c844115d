package guestbook.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
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

    /**
     * Deletes what can be deleted; what others own or still use stays.
     *
     * <p>Each folder is held open while it is emptied, so that nobody can put a link in its place that leads elsewhere.
     */
    static void delete(Path folder) {
        try (var above = Files.newDirectoryStream(folder.toAbsolutePath().getParent())) {
            if (above instanceof SecureDirectoryStream<Path> secure) delete(secure, folder.getFileName());
            else deletePlainly(folder);
        } catch (IOException | UncheckedIOException gone) {
            // another process was faster
        }
    }

    private static void delete(SecureDirectoryStream<Path> above, Path name) throws IOException {
        try (var inside = above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (var path : inside) delete(inside, path.getFileName());
        } catch (FileSystemException noFolder) {
            above.deleteFile(name); // a file, or a link wherever it leads
            return;
        }
        above.deleteDirectory(name);
    }

    /** Where the system cannot hold folders open. */
    private static void deletePlainly(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
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
