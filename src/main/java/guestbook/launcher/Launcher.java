package guestbook.launcher;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.logging.LogManager;

/** Runs the WAR that it lies in: unpacks the server's jars and starts {@link Server} with them, or does what it is told. */
public final class Launcher {
    private static final String SERVER_JARS = "WEB-INF/launcher/.*\\.jar";
    private static final String JSON_JARS = "WEB-INF/lib/jackson-.*\\.jar";

    private Launcher() {}

    public static void main(String... arguments) throws IOException, ReflectiveOperationException, URISyntaxException {
        configureLog();
        var war = Path.of(Launcher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var work = WorkFolder.create();
        try {
            if (arguments.length == 0) serve(war, work);
            else obey(war, work, arguments);
        } catch (InvocationTargetException failed) {
            System.err.println(
                    Objects.requireNonNullElse(failed.getCause(), failed).getMessage());
            System.exit(1);
        }
    }

    private static void serve(Path war, Path work) throws IOException, ReflectiveOperationException {
        loader(war, work, SERVER_JARS)
                .loadClass("guestbook.launcher.Server")
                .getMethod("run", Path.class, Path.class)
                .invoke(null, war, work);
    }

    private static void obey(Path war, Path work, String... arguments)
            throws IOException, ReflectiveOperationException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> WorkFolder.delete(work), "guestbook-stop"));
        var code = (int) loader(war, work, JSON_JARS)
                .loadClass("guestbook.terminal.Terminal")
                .getMethod("run", String[].class)
                .invoke(null, (Object) arguments);
        System.exit(code);
    }

    /** The server must not see this class path, nor the application the server's; so neither sees the other's classes. */
    private static ClassLoader loader(Path war, Path work, String jars) throws IOException {
        var loader = new URLClassLoader(unpacked(war, work, jars), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        return loader;
    }

    private static URL[] unpacked(Path war, Path work, String jars) throws IOException {
        var urls = new ArrayList<URL>();
        urls.add(url(war));
        try (var file = new JarFile(war.toFile())) {
            for (var entry :
                    file.stream().filter(found -> found.getName().matches(jars)).toList()) {
                var jar = work.resolve(entry.getName().replaceFirst(".*/", ""));
                try (var bytes = file.getInputStream(entry)) {
                    Files.copy(bytes, jar);
                }
                urls.add(url(jar));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** One line an event on standard error; an operator's own -Djava.util.logging.config.file wins. */
    private static void configureLog() throws IOException {
        // Otherwise Tomcat puts its own format in place of ours.
        System.setProperty("org.apache.juli.formatter", "java.util.logging.SimpleFormatter");
        if (System.getProperty("java.util.logging.config.file") != null) return;
        try (var configuration = Objects.requireNonNull(Launcher.class.getResourceAsStream("logging.properties"))) {
            LogManager.getLogManager().readConfiguration(configuration);
        }
    }
}
