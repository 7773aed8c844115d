package guestbook.book;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;

/** The file of the embedded database, which nobody but its owner may read: there may be words in it that were withdrawn. */
final class EmbeddedFile {
    private static final Pattern URL = Pattern.compile("jdbc:h2:file:([^;]+).*");

    private EmbeddedFile() {}

    /** Makes the folder where there is none, for its owner alone. */
    static void prepare(String url) {
        file(url).ifPresent(EmbeddedFile::refuseWhatIsEmpty);
        file(url).map(Path::getParent).ifPresent(EmbeddedFile::makeFolder);
    }

    /** A disk that was full leaves such a file, and so does a backup that failed: not a book to begin in silence. */
    private static void refuseWhatIsEmpty(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) == 0)
                throw new DatabaseUnavailable(
                        "The database " + file
                                + " has 0 bytes, so its entries are gone: put a backup in its place, or delete it to begin a new book.");
        } catch (IOException unknown) {
            // the database tries by itself, and says what is wrong
        }
    }

    /** Makes a folder where there is none, for its owner alone. */
    static void makeFolder(Path folder) {
        if (Files.exists(folder)) return;
        try {
            var above = folder.getParent();
            if (above != null) Files.createDirectories(above);
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException | UnsupportedOperationException otherwise) {
            // the database tries by itself, and says what is wrong
        }
    }

    /** Keeps others from reading the file, also in a folder that was there before. */
    static void keepPrivate(String url) {
        var file = file(url);
        if (file.isEmpty() || !Files.exists(file.get())) return;
        try {
            Files.setPosixFilePermissions(file.get(), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | UnsupportedOperationException otherwise) {
            // then it is as its folder is
        }
    }

    private static Optional<Path> file(String url) {
        var match = URL.matcher(url);
        return match.matches() ? Optional.of(Path.of(match.group(1) + ".mv.db").toAbsolutePath()) : Optional.empty();
    }
}
