package guestbook.backing;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** RabbitMQ, with a port mapper of its own, so that nothing of it stays behind. */
public final class Rabbit extends BackingService {
    private final int mapperPort = freePort();
    private final int distributionPort = freePort();
    private final Process mapper;

    public Rabbit() throws IOException {
        Files.writeString(folder.resolve("plugins"), "[].\n");
        var builder = new ProcessBuilder("epmd", "-address", "127.0.0.1", "-port", String.valueOf(mapperPort));
        mapper = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("epmd").toFile())
                .start();
    }

    public String address() {
        return "amqp://guest:guest@localhost:" + port;
    }

    @Override
    protected List<String> command() {
        return List.of(Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server").toString());
    }

    @Override
    protected Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("HOME", folder.toString()),
                Map.entry("ERL_EPMD_PORT", String.valueOf(mapperPort)),
                Map.entry("RABBITMQ_NODENAME", "guestbook" + port + "@localhost"),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODE_PORT", String.valueOf(port)),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(distributionPort)),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("logs").toString()),
                Map.entry("RABBITMQ_LOGS", "-"),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("plugins").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
    }

    @Override
    protected boolean answers() throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(URI.create(address()));
        try (var connection = factory.newConnection()) {
            return connection.isOpen();
        } catch (IOException | TimeoutException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        mapper.destroyForcibly().waitFor();
        super.close();
    }
}
