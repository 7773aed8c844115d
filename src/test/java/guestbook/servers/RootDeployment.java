package guestbook.servers;

import static guestbook.Eventually.eventually;

import guestbook.HttpBook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;

/** The WAR at the server's root, brought there by the means that docs/servers.md tells an operator. */
final class RootDeployment {
    static final URI ADDRESS = URI.create("http://localhost:" + System.getProperty("server.port.http") + "/");

    private static final String KIND = System.getProperty("arquillian.launch");

    /** Payara Micro is told at its start what it serves, for as long as it runs. */
    static final boolean COMES_WITH_THE_SERVER = KIND.equals("payara-micro");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Path HOME = Path.of(System.getProperty("server.home"));
    private static final Path WAR = BuiltWar.FILE.toPath().toAbsolutePath();

    private final AutoCloseable undeploying;

    private RootDeployment(AutoCloseable undeploying) {
        this.undeploying = undeploying;
    }

    static RootDeployment deploy() throws Exception {
        var deployment = new RootDeployment(
                switch (KIND) {
                    case "tomcat" -> copied("webapps/ROOT.war");
                    case "jetty" -> copied("base/webapps/ROOT.war");
                    case "wildfly" -> copied("standalone/deployments/ROOT.war");
                    case "open-liberty" -> configured("usr/servers/defaultServer/configDropins/defaults/guestbook.xml");
                    case "payara", "glassfish" -> administered();
                    case "payara-micro" -> () -> {};
                    default -> throw new IllegalArgumentException(KIND);
                });
        await(OK);
        return deployment;
    }

    void undeploy() throws Exception {
        undeploying.close();
        if (!COMES_WITH_THE_SERVER) await(NOT_FOUND);
    }

    private static AutoCloseable copied(String place) throws IOException {
        var file = HOME.resolve(place);
        var unseen = file.resolveSibling("guestbook.war.part");
        Files.copy(WAR, unseen, StandardCopyOption.REPLACE_EXISTING);
        Files.move(unseen, file);
        return () -> Files.delete(file);
    }

    private static AutoCloseable configured(String place) throws IOException {
        var file = HOME.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<server><webApplication location=\"" + WAR + "\" contextRoot=\"/\"/></server>\n");
        return () -> Files.delete(file);
    }

    private static AutoCloseable administered() throws IOException, InterruptedException {
        asadmin("deploy", "--contextroot", "/", "--name", "root", WAR.toString());
        return () -> asadmin("undeploy", "root");
    }

    private static void asadmin(String... command) throws IOException, InterruptedException {
        var words = Stream.concat(
                        Stream.of(
                                HOME.resolve("bin/asadmin").toString(),
                                "--port",
                                System.getProperty("server.port.admin")),
                        Stream.of(command))
                .toList();
        var process = new ProcessBuilder(words).inheritIO().start();
        if (process.waitFor() != 0) throw new IOException(String.join(" ", words));
    }

    private static void await(int status) throws Exception {
        var book = new HttpBook(ADDRESS);
        eventually(
                PATIENCE,
                () -> book.get("api/v1/entries").statusCode() == status,
                () -> KIND + " never answered " + status);
    }
}
