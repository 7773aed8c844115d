package guestbook.book;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * Where the embedded database of a book lies. Several books may be deployed in one server, which has one folder for them: it belongs to
 * whichever came first, and each other has a folder of its own in it. A file says whose it is, so that nothing depends on the order in
 * which the server starts them.
 */
public final class DataFolder {
    private static final String OWNER = "context";
    private static final Pattern UNUSUAL = Pattern.compile("^\\.+|[^A-Za-z0-9._-]+");
    private static final Logger LOG = System.getLogger(DataFolder.class.getName());

    private DataFolder() {}

    /**
     * The folder of the book at a context path.
     *
     * @param folder that of all books of this server
     * @param contextPath as the server tells it: empty for the root, else with a slash before it
     */
    public static Path of(Path folder, String contextPath) {
        var own = folder.resolve(name(contextPath));
        if (Files.isDirectory(own)) return own;
        var owner = claim(folder, contextPath);
        if (owner.equals(contextPath)) return folder;
        LOG.log(
                Level.INFO,
                "The book in {0} is that of the path \"{1}\"; this one, at \"{2}\", has the folder {3}. To go on with the other book at this"
                        + " path, delete {4} while the server is stopped.",
                folder,
                owner,
                contextPath,
                own,
                folder.resolve(OWNER));
        return own;
    }

    /** Whose folder it is, from now on this one's where it was nobody's. */
    private static String claim(Path folder, String contextPath) {
        var file = folder.resolve(OWNER);
        try {
            EmbeddedFile.makeFolder(folder);
            Files.writeString(file, contextPath, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return contextPath;
        } catch (FileAlreadyExistsException taken) {
            return read(file, contextPath);
        } catch (IOException cannotWrite) {
            return contextPath; // the database will say what is wrong
        }
    }

    private static String read(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException cannotRead) {
            return otherwise;
        }
    }

    private static String name(String contextPath) {
        return contextPath.isEmpty()
                ? "ROOT"
                : UNUSUAL.matcher(contextPath.substring(1)).replaceAll("_");
    }
}
