package guestbook.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.LiveClient;
import guestbook.LiveContract;
import guestbook.book.Database;
import guestbook.book.Guestbook;
import guestbook.book.Signer;
import guestbook.edge.Ceiling;
import guestbook.edge.Hosts;
import guestbook.edge.Limits;
import guestbook.edge.Origins;
import guestbook.feed.Feed;
import guestbook.lane.Lanes;
import guestbook.presence.Instances;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.websocket.CloseReason.CloseCodes;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint on a second engine: Tyrus with its own Grizzly server, without servlets. */
public class LiveEndpointTest extends LiveContract {
    private static final Ceiling ROOM = new Ceiling(100, 100);

    private static Database database;
    private static Guestbook guestbook;
    private static Broadcaster broadcaster;
    private static Lanes lanes;
    private static Server server;
    private static int port;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        database = Database.open("jdbc:h2:file:" + folder.resolve("guestbook"), "", "", List.of());
        guestbook = new Guestbook(database, false);
        broadcaster = new Broadcaster(guestbook, new Feed(guestbook), ROOM);
        var instances = new Instances(guestbook, message -> {}, broadcaster::readers, broadcaster::ring);
        broadcaster.every(Instances.LOOK_INTERVAL, instances::look);
        lanes = new Lanes(Runnable::run, Thread::new);
        LiveConfigurator.serve(new LiveConfigurator.Wiring(
                broadcaster,
                instances,
                new Hosts(Set.of()),
                new Origins(Set.of()),
                new Limits(false),
                lanes,
                new Signings(guestbook, token -> Signer.UNKNOWN, new PrometheusRegistry()),
                cookies -> false));
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = new Server("localhost", port, "/", Map.of(), LiveEndpoint.class);
        server.start();
    }

    @AfterAll
    static void close() {
        broadcaster.close();
        lanes.close();
        server.stop();
        guestbook.close();
        database.close();
    }

    @Test
    void where_no_filter_runs_a_foreign_page_is_closed_before_it_hears_anything() throws Exception {
        var foreign = Map.of("Origin", List.of("https://elsewhere.example"));
        try (var eve = LiveClient.connect(book(), "", foreign, "guestbook.v1")) {
            assertEquals(CloseCodes.VIOLATED_POLICY, eve.closed().getCloseCode());
            assertTrue(eve.hasHeardNothing());
        }
    }

    @Override
    public URI book() {
        return URI.create("http://localhost:" + port + "/");
    }
}
