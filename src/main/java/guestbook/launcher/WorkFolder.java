package guestbook.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * The folder of one process, in which what the WAR holds is unpacked; those of processes that were killed are removed by the next one.
 *
 * <p>It lies beside the data where it can: what lies in the system's temporary folder is deleted after some days. Who holds the lock in it
 * is alive; the numbers of processes tell nothing where each container has its own.
 */
final class WorkFolder {
    private static final String PREFIX = "guestbook-work-";
    private static final Pattern NAME = Pattern.compile(PREFIX + ".*");
    private static final String LOCK = "lock";
    /** Until the process ends: a lock that nobody remembers is given back. */
    private static final Queue<FileLock> HELD = new ConcurrentLinkedQueue<>();

    private WorkFolder() {}

    /**
     * Makes one beside the data, or in the system's temporary folder where nobody may write there.
     *
     * @throws IOException whose message is one sentence for the operator
     */
    static Path beside(Path data) throws IOException {
        try {
            if (!Files.exists(data)) {
                if (data.getParent() != null) Files.createDirectories(data.getParent());
                Files.createDirectory(
                        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return in(data);
        } catch (IOException | UnsupportedOperationException otherwise) {
            return temporary(); // the book itself says why it cannot write there
        }
    }

    /**
     * Makes one in the system's temporary folder.
     *
     * @throws IOException whose message is one sentence for the operator
     */
    static Path temporary() throws IOException {
        var folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return in(folder);
        } catch (IOException cannot) {
            throw new IOException(
                    "The guestbook unpacks itself into a temporary folder, and cannot write into " + folder
                            + ": name another with -Djava.io.tmpdir=…",
                    cannot);
        }
    }

    private static Path in(Path above) throws IOException {
        try (var folders = Files.list(above)) {
            folders.filter(WorkFolder::isLeftBehind).forEach(WorkFolder::delete);
        }
        var folder = Files.createTempDirectory(above, PREFIX);
        var lock = folder.resolve(LOCK + ".new");
        var channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        HELD.add(channel.lock());
        Files.move(lock, folder.resolve(LOCK)); // nobody finds it before it is held
        return folder;
    }

    /** One whose lock is not there yet is just being made. */
    private static boolean isLeftBehind(Path folder) {
        var isOurs = NAME.matcher(folder.getFileName().toString()).matches()
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
        if (!isOurs) return false;
        try (var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException inUse) {
            return false;
        }
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
}
