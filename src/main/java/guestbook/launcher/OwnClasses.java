package guestbook.launcher;

import java.util.Objects;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;

/**
 * The application's own classes, some of which are needed only when something ends or fails: without a free file descriptor such
 * a class could not be loaded then, nor ever after.
 */
final class OwnClasses {
    private static final String FOLDER = "/WEB-INF/classes/";
    private static final String SUFFIX = ".class";

    private OwnClasses() {}

    /** Before anybody is let in, because after a restart all come back at once. */
    static void loadBeforeOpening(Context application) {
        application.addLifecycleListener(event -> {
            if (event.getType().equals(Lifecycle.AFTER_START_EVENT)) load(application, FOLDER + "guestbook/");
        });
    }

    private static void load(Context application, String folder) {
        var loader = application.getLoader().getClassLoader();
        var paths = application.getServletContext().getResourcePaths(folder);
        for (var path : Objects.requireNonNullElse(paths, Set.<String>of())) {
            if (path.endsWith("/")) load(application, path);
            if (!path.endsWith(SUFFIX)) continue;
            var name = path.substring(FOLDER.length(), path.length() - SUFFIX.length());
            try {
                Class.forName(name.replace('/', '.'), true, loader);
            } catch (ClassNotFoundException | LinkageError foreign) {
                // it is for another server, and will not be needed in this one
            }
        }
    }
}
