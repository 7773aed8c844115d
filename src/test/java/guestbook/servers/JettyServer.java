package guestbook.servers;

import static guestbook.Eventually.eventually;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.protocol.servlet5.ServletMethodExecutor;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** Jetty as an operator runs it, which no adapter of Arquillian does: {@code start.jar}, and a folder for WARs. */
public final class JettyServer implements DeployableContainer<JettyServer.Settings> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;

    private Settings settings = new Settings();
    private Process process;

    /** The lines of arquillian.xml. */
    public static final class Settings implements ContainerConfiguration {
        private Path base = Path.of("");
        private int port;

        public void setBase(String base) {
            this.base = Path.of(base);
        }

        public void setPort(int port) {
            this.port = port;
        }

        @Override
        public void validate() {
            if (!Files.isDirectory(base)) throw new IllegalArgumentException("No folder " + base);
        }
    }

    /** Tells Arquillian. */
    public static final class Extension implements LoadableExtension {
        @Override
        public void register(ExtensionBuilder builder) {
            builder.service(DeployableContainer.class, JettyServer.class);
        }
    }

    @Override
    public Class<Settings> getConfigurationClass() {
        return Settings.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 5.0");
    }

    @Override
    public void setup(Settings configured) {
        settings = configured;
    }

    @Override
    public void start() throws LifecycleException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var jar = settings.base.resolveSibling("start.jar").toString();
        try {
            process = new ProcessBuilder(
                            java, "-jar", jar, "jetty.http.port=" + settings.port, "jetty.deploy.scanInterval=1")
                    .directory(settings.base.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output())
                    .start();
            await("/", status -> true);
        } catch (Exception failed) {
            throw new LifecycleException("Jetty does not start", failed);
        }
    }

    @Override
    public void stop() throws LifecycleException {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            throw new LifecycleException("Jetty does not stop", interrupted);
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        try {
            archive.as(ZipExporter.class).exportTo(file(archive), true);
            await(path(archive), status -> status != NOT_FOUND);
        } catch (Exception failed) {
            throw new DeploymentException("Jetty does not deploy " + archive, failed);
        }
        var servlet = new Servlet(ServletMethodExecutor.ARQUILLIAN_SERVLET_NAME, path(archive));
        return new ProtocolMetaData().addContext(new HTTPContext("localhost", settings.port).add(servlet));
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            Files.delete(file(archive).toPath());
            await(path(archive), status -> status == NOT_FOUND);
        } catch (Exception failed) {
            throw new DeploymentException("Jetty does not undeploy " + archive, failed);
        }
    }

    private File file(Archive<?> archive) {
        return settings.base.resolve("webapps").resolve(archive.getName()).toFile();
    }

    private static String path(Archive<?> archive) {
        var name = archive.getName().replace(".war", "");
        return name.equals("ROOT") ? "/" : "/" + name;
    }

    private void await(String path, IntPredicate wanted) throws Exception {
        Callable<Boolean> answered = () -> {
            if (!process.isAlive()) throw new IOException("Jetty has ended; see " + output());
            return answers(path, wanted);
        };
        eventually(PATIENCE, answered, () -> path + " is not as wanted; see " + output());
    }

    private File output() {
        return settings.base.resolve("jetty.out").toFile();
    }

    private boolean answers(String path, IntPredicate wanted) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + settings.port + path));
        try {
            var answer =
                    HttpClient.newHttpClient().send(request.timeout(PATIENCE).build(), BodyHandlers.discarding());
            return wanted.test(answer.statusCode());
        } catch (IOException notYet) {
            return false;
        }
    }
}
