package guestbook.relay;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.backing.Certificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A relay over TLS says its password to nobody but the server that it was told of. */
@Tag("long")
class RelayTlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NOTHING = "nothing, because it did not trust us";

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private SSLContext before;
    private SSLServerSocket server;

    @TempDir
    private Path secrets;

    @BeforeEach
    void listen() throws Exception {
        before = SSLContext.getDefault();
        var certificate = new Certificate(secrets);
        server = (SSLServerSocket) certificate.serve().getServerSocketFactory().createServerSocket(0);
        SSLContext.setDefault(certificate.trust());
        var listener = new Thread(this::hear);
        listener.setDaemon(true);
        listener.start();
    }

    @AfterEach
    void close() throws IOException {
        SSLContext.setDefault(before);
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"rediss, localhost, something", "amqps, localhost, something", "rediss, 127.0.0.1,", "amqps, 127.0.0.1,"
    })
    void the_certificate_must_be_of_the_host_that_was_named(String scheme, String host, String heard) throws Exception {
        assertEquals(heard == null ? NOTHING : heard, heardBy(scheme, host));
    }

    @ParameterizedTest
    @CsvSource({"rediss", "amqps"})
    void and_one_that_java_trusts(String scheme) throws Exception {
        SSLContext.setDefault(before);
        assertEquals(NOTHING, heardBy(scheme, "localhost"));
    }

    private String heardBy(String scheme, String host) throws Exception {
        var address = scheme + "://ada:secret@" + host + ":" + server.getLocalPort();
        try (var relay = Relays.over(
                address,
                "channel",
                () -> {
                    throw new IOException("no database");
                },
                task -> new Thread(task))) {
            relay.listen(message -> {}, () -> {});
            var first = said.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            eventually(PATIENCE, () -> relay.fault().isPresent(), () -> "it should complain");
            return String.valueOf(first);
        }
    }

    private void hear() {
        while (!server.isClosed()) {
            try (var client = (SSLSocket) server.accept()) {
                client.setSoTimeout((int) PATIENCE.toMillis());
                client.startHandshake();
                said.add(client.getInputStream().read() < 0 ? NOTHING : "something");
            } catch (IOException refused) {
                if (!server.isClosed()) said.add(NOTHING);
            }
        }
    }
}
