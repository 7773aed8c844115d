package guestbook.launcher;

import guestbook.Configuration;
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
import java.util.Set;
import java.util.jar.JarFile;
import java.util.logging.LogManager;

/** Runs the WAR that it lies in: unpacks the server's jars and starts {@link Server} with them, or does what it is told. */
public final class Launcher {
    private static final String SERVER_JARS = "WEB-INF/launcher/.*\\.jar";
    /** What is left of a letter that the locale does not have. */
    private static final String LOST_LETTER = "\uFFFD";

    /** What only who owns the data may want. */
    private static final Set<String> OPERATORS = Set.of("withdraw", "hide", "publish", "reset-owner");

    private static final String APPLICATION = "WEB-INF/(lib/.*\\.jar|classes/.*[^/])";
    private static final String CLASSES = "WEB-INF/classes/";
    private static final String JSON_JARS = "WEB-INF/lib/jackson-.*\\.jar";

    private Launcher() {}

    public static void main(String... arguments) throws IOException, ReflectiveOperationException, URISyntaxException {
        try {
            var war = war();
            configureLog();
            if (arguments.length == 0) serve(war);
            else if (OPERATORS.contains(arguments[0])) operate(war, WorkFolder.temporary(), arguments);
            else obey(war, WorkFolder.temporary(), arguments);
        } catch (InvocationTargetException failed) {
            System.err.println(
                    Objects.requireNonNullElse(failed.getCause(), failed).getMessage());
            System.exit(1);
        } catch (IOException | Configuration.Invalid cannotStart) {
            System.err.println(cannotStart.getMessage());
            System.exit(1);
        }
    }

    /** Java finds nothing in a jar whose address has {@code !/} before its end (java.net.JarURLConnection). */
    private static Path war() throws IOException, URISyntaxException {
        var location = Launcher.class.getProtectionDomain().getCodeSource().getLocation();
        if (location.getPath().contains("!/"))
            throw new IOException("Java cannot read what lies in a folder whose name ends in \"!\": please move "
                    + Path.of(location.toURI()) + " elsewhere.");
        return Path.of(location.toURI());
    }

    private static void serve(Path war) throws IOException, ReflectiveOperationException {
        // Tomcat will call the work folder its base; the book belongs where the operator started us.
        if (System.getProperty("guestbook.data") == null) System.setProperty("guestbook.data", "data");
        if (System.getProperty("user.dir").contains(LOST_LETTER))
            throw new IOException(
                    "In this locale Java cannot read the name of the folder in which it was started: set LC_ALL=C.UTF-8,"
                            + " or start it elsewhere.");
        var configuration = Configuration.read();
        var isKeptHere = configuration.databaseUrl().isEmpty() || Files.isDirectory(configuration.data());
        var work = isKeptHere ? WorkFolder.beside(configuration.data()) : WorkFolder.temporary();
        loader(war, work, SERVER_JARS)
                .loadClass("guestbook.launcher.Server")
                .getMethod("run", Path.class, Path.class)
                .invoke(null, war, work);
    }

    private static void obey(Path war, Path work, String... arguments)
            throws IOException, ReflectiveOperationException {
        run("guestbook.terminal.Terminal", loader(war, work, JSON_JARS), work, arguments);
    }

    /** With all of the application's classes: it may have to open the book. */
    private static void operate(Path war, Path work, String... arguments)
            throws IOException, ReflectiveOperationException {
        if (System.getProperty("guestbook.data") == null) System.setProperty("guestbook.data", "data");
        run("guestbook.operator.Operator", loader(war, work, APPLICATION), work, arguments);
    }

    private static void run(String type, ClassLoader loader, Path work, String... arguments)
            throws ReflectiveOperationException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> WorkFolder.delete(work), "guestbook-stop"));
        var code = (int) loader.loadClass(type).getMethod("run", String[].class).invoke(null, (Object) arguments);
        System.exit(code);
    }

    /** The server must not see this class path, nor the application the server's; so neither sees the other's classes. */
    private static ClassLoader loader(Path war, Path work, String parts) throws IOException {
        var loader = new URLClassLoader(unpacked(war, work, parts), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        return loader;
    }

    private static URL[] unpacked(Path war, Path work, String parts) throws IOException {
        var urls = new ArrayList<URL>();
        urls.add(url(war));
        urls.add(url(Files.createDirectory(work.resolve("classes"))));
        try (var file = new JarFile(war.toFile())) {
            for (var entry : file.stream()
                    .filter(found -> found.getName().matches(parts))
                    .toList()) {
                var isJar = entry.getName().endsWith(".jar");
                var part = isJar
                        ? work.resolve(entry.getName().replaceFirst(".*/", ""))
                        : work.resolve("classes").resolve(entry.getName().substring(CLASSES.length()));
                Files.createDirectories(part.getParent());
                try (var bytes = file.getInputStream(entry)) {
                    Files.copy(bytes, part);
                }
                if (isJar) urls.add(url(part));
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
