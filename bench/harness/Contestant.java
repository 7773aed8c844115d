package harness;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A server that takes part.
 *
 * @param name how the results call it
 * @param command how it is started; {@code @PORT@} and {@code @FOLDER@} are filled in
 * @param environment its variables, filled in as well
 * @param load how the load generator is to speak to it
 */
record Contestant(String name, List<String> command, Map<String, String> environment, List<String> load) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The virtual machine's, for the usual way as well. */
    private static final String OPTIONS = "@deploy/java.options";

    private static final String JARS = "target/bench/war/WEB-INF/lib/*:target/bench/war/WEB-INF/launcher/*";
    private static final Map<String, String> OURS =
            Map.of("GUESTBOOK_PORT", "@PORT@", "GUESTBOOK_DATA", "@FOLDER@/data", "GUESTBOOK_LAB", "off", "GUESTBOOK_LIMITS", "off");
    private static final byte[] KNOCK =
            "POST /nobody HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> LIVE = List.of("path=/ws/live-updates");

    static final Contestant GUESTBOOK = ours("guestbook", "path=/ws/live-updates", "protocol=guestbook.v1");
    /** The same server to clients that want a frame for each entry. */
    static final Contestant GUESTBOOK_LECTURE = ours("guestbook, lecture's clients", "path=/ws/live-updates");

    static final Contestant USUAL = usual("usual way on Tomcat", "fast");
    static final Contestant LECTURE = new Contestant(
            "Node.js, ws, Express", List.of("node", "target/bench/node/lecture/server.mjs", "@PORT@"), Map.of(), LIVE);
    static final Contestant SOCKET_IO = new Contestant(
            "socket.io",
            List.of("node", "target/bench/node/socket.io/server.mjs", "@PORT@"),
            Map.of(),
            List.of("path=/socket.io/?EIO=4&transport=websocket", "dialect=socket.io"));
    static final Contestant BUN = new Contestant(
            "Bun, server.publish",
            List.of("target/bench/node/bun/node_modules/@oven/bun-linux-x64/bin/bun", "target/bench/node/bun/server.mjs", "@PORT@"),
            Map.of(),
            LIVE);
    static final Contestant NCHAN = new Contestant(
            "nginx, nchan",
            List.of("nginx", "-c", "@FOLDER@/nginx.conf"),
            Map.of(),
            List.of("path=/listen", "post=/sign"));
    static final Contestant FLOOR = new Contestant(
            "the floor: write(2) in C", List.of("target/bench/floor", "@PORT@"), Map.of(), List.of("path=/"));

    static final Contestant PAYARA = new Contestant(
            "guestbook in Payara Micro 6",
            List.of("java", OPTIONS, "-jar", "target/servers/payara-micro.jar", "--nocluster", "--rootdir", "@FOLDER@/payara",
                    "--port", "@PORT@", "--contextroot", "/", "--deploy", "target/guestbook.war"),
            OURS,
            GUESTBOOK.load);
    static final Contestant TOMCAT = new Contestant(
            "guestbook in Tomcat 11",
            List.of("java", "-cp", "target/bench/tomcat-11/bin/bootstrap.jar:target/bench/tomcat-11/bin/tomcat-juli.jar",
                    "-Dcatalina.home=target/bench/tomcat-11", "-Dcatalina.base=@FOLDER@", "org.apache.catalina.startup.Bootstrap", "start"),
            OURS,
            GUESTBOOK.load);

    static final List<Contestant> ALL = List.of(GUESTBOOK, USUAL, LECTURE, SOCKET_IO, BUN, NCHAN, FLOOR);

    private static Contestant ours(String name, String... load) {
        return new Contestant(name, List.of("java", OPTIONS, "-jar", "target/guestbook.war"), OURS, List.of(load));
    }

    /** @param kind what the peer's own description names: fast, durable, empty, or a JDBC URL */
    static Contestant usual(String name, String kind) {
        var command = List.of("java", OPTIONS, "-cp", "target/bench/usual:" + JARS, "UsualBook", "@PORT@", "@FOLDER@", kind);
        return new Contestant(name, command, Map.of(), LIVE);
    }

    /** Our server with one more variable. */
    Contestant with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Contestant(name, command, more, load);
    }

    Contestant named(String other) {
        return new Contestant(other, command, environment, load);
    }

    /** Our server to clients that speak another way. */
    Contestant to(String clients, String... other) {
        return new Contestant(name + ", " + clients, command, environment, List.of(other));
    }

    /** Our server as another build of it. */
    Contestant from(Path war) {
        return new Contestant(name, List.of("java", OPTIONS, "-jar", war.toString()), environment, load);
    }

    boolean isJava() {
        return command.get(0).equals("java");
    }

    /** Starts it in this folder and returns when it answers. */
    Running start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        if (this == NCHAN) {
            var conf = Files.readString(Path.of("bench/peers/nchan/nginx.conf"));
            Files.writeString(folder.resolve("nginx.conf"), filled(conf, port, folder));
        }
        if (this == TOMCAT) layOut(folder, port);
        var builder = new ProcessBuilder(command.stream()
                        .map(word -> filled(word, port, folder))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        environment.forEach((name, value) -> builder.environment().put(name, filled(value, port, folder)));
        var begin = System.nanoTime();
        var running = new Running(this, port, builder.start(), begin, folder);
        while (!answers(port) || (this == PAYARA && !Page.of(running).isThere())) {
            if (!running.process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos())
                throw new IOException(name + " does not start:\n" + Files.readString(folder.resolve("said")));
            running.process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        return running;
    }

    /** Tomcat as it comes, on our port, with the guestbook as its only application. */
    private static void layOut(Path folder, int port) throws IOException {
        var tomcat = Path.of("target/bench/tomcat-11");
        for (var empty : List.of("conf", "logs", "temp", "work")) Files.createDirectories(folder.resolve(empty));
        Files.createSymbolicLink(folder.resolve("webapps"), tomcat.resolve("guestbook").toAbsolutePath());
        var conf = Files.readString(tomcat.resolve("conf/server.xml"))
                .replace("port=\"8080\"", "port=\"" + port + "\"")
                .replace("port=\"8005\"", "port=\"-1\"");
        Files.writeString(folder.resolve("conf/server.xml"), conf);
        Files.copy(tomcat.resolve("conf/web.xml"), folder.resolve("conf/web.xml"));
    }

    /** Whether it answers a request; some take connections while they are still starting, and Payara answers before the book is there. */
    private static boolean answers(int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            socket.getOutputStream().write(KNOCK);
            return socket.getInputStream().read() >= 0;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    private static String filled(String words, int port, Path folder) {
        return words.replace("@PORT@", Integer.toString(port))
                .replace("@FOLDER@", folder.toAbsolutePath().toString());
    }

    /** A contestant at work. */
    record Running(Contestant contestant, int port, Process process, long startedNanos, Path folder)
            implements Opened.Closing {
        /** Its processes, as the load generator wants them. */
        String pids() {
            var children = process.children().toList();
            var workers = children.isEmpty() ? List.of(process.toHandle()) : children; // nginx works in a child
            return workers.stream().map(ProcessHandle::pid).map(String::valueOf).collect(Collectors.joining(","));
        }

        /** Resident memory in KB; a JVM first lets go of what it needs no more. */
        long residentKb() throws IOException, InterruptedException {
            if (contestant.isJava())
                new ProcessBuilder("jcmd", String.valueOf(process.pid()), "GC.run")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            var sum = 0L;
            for (var pid : pids().split(","))
                for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status")))
                    if (line.startsWith("VmRSS:")) sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
            return sum;
        }

        /** The load generator's command for this server. */
        List<String> load(String mode, String... options) {
            var words = new ArrayList<>(List.of("target/bench/load", "mode=" + mode, "port=" + port, "pids=" + pids()));
            words.addAll(contestant.load);
            words.addAll(List.of(options));
            return words;
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }
}
