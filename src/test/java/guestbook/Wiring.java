package guestbook;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every method and path that the application registers with a server: it is started in a process of its own, with a server that only listens. */
public final class Wiring {
    private static final String LINE = "wired ";
    private static final List<String> METHODS = List.of("Get", "Head", "Post", "Put", "Delete", "Options");

    private Wiring() {}

    /** Such as {@code POST /login}; HEAD where it is not answered as GET is. */
    public static Set<String> all(Path folder) throws IOException, InterruptedException {
        var classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(java, "-cp", classes, Wiring.class.getName());
        builder.environment().putAll(Map.of("GUESTBOOK_DATA", folder.toString(), "GUESTBOOK_LANES", "standard"));
        builder.redirectErrorStream(true);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(1, TimeUnit.MINUTES);
        return said.lines()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public static void main(String... none) {
        var application = new Application();
        application.contextInitialized(new ServletContextEvent(standing(ServletContext.class, Wiring::answer)));
        application.close();
    }

    private static @Nullable Object answer(Object context, Method method, Object @Nullable [] arguments)
            throws IOException {
        var first = arguments == null ? "" : String.valueOf(arguments[0]);
        return switch (method.getName()) {
            case "addServlet" -> {
                var servlet = ((Object[]) arguments)[1];
                yield standing(ServletRegistration.Dynamic.class, (registration, asked, given) -> {
                    if (asked.getName().equals("addMapping")) tell(servlet, (String[]) given[0]);
                    return asked.getReturnType() == Set.class ? Set.of() : null;
                });
            }
            case "addFilter" -> standing(FilterRegistration.Dynamic.class, (registration, asked, given) -> null);
            case "getContextPath" -> "";
            case "getServerInfo" -> "none";
            case "getInitParameter" -> first.equals(Application.ALONE) ? "" : null;
            case "getResourceAsStream" -> {
                var file = Path.of("target/guestbook" + first);
                yield Files.isRegularFile(file) ? Files.newInputStream(file) : null;
            }
            case "getResourcePaths" -> paths(first);
            default -> null;
        };
    }

    private static Set<String> paths(String folder) throws IOException {
        try (var files = Files.list(Path.of("target/guestbook" + folder))) {
            return files.map(file -> folder + file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
                    .collect(Collectors.toSet());
        }
    }

    private static void tell(Object servlet, String... paths) {
        for (var path : paths)
            for (var method : methods(servlet.getClass())) System.out.println(LINE + method + " " + path);
    }

    private static List<String> methods(Class<?> servlet) {
        return Stream.<Class<?>>iterate(servlet, type -> type != HttpServlet.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .map(Method::getName)
                .distinct()
                .flatMap(name -> METHODS.stream()
                        .filter(method ->
                                name.equals("do" + method) || (name.equals("service") && method.equals("Get"))))
                .map(method -> method.toUpperCase(Locale.ROOT))
                .toList();
    }

    private static <T> T standing(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Wiring.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
