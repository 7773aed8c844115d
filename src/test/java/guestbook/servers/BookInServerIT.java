package guestbook.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.BookContract;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.RawSocket;
import guestbook.lab.LabContract;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The contract, seen from outside, of the very WAR that Maven built, in a server under the path {@code /guestbook}. */
@ArquillianTest
public class BookInServerIT extends BookContract implements LabContract {
    private static final Map<String, String> LANES =
            Map.of("tomcat", "tomcat", "payara", "tyrus", "payara-micro", "tyrus", "glassfish", "tyrus");

    @ArquillianResource
    private URL deployed;

    @Deployment(testable = false)
    public static WebArchive war() {
        return BuiltWar.unchanged("guestbook.war");
    }

    @Test
    public void a_client_that_offers_compression_is_understood_either_way() throws Exception {
        var offer = "Sec-WebSocket-Extensions: permessage-deflate";
        try (var socket = new RawSocket(book(), "echo", "", 0, offer)) {
            socket.text("Hello");
            assertEquals("Hello", socket.next().orElseThrow().payload());
            ServerFacts.tell("compression", socket.compresses() ? "yes" : "no");
        }
    }

    /** A lane links to names that a server may change at any time. */
    @Test
    public void this_server_has_the_lane_that_is_known_for_it() throws Exception {
        var expected = "standard".equals(System.getenv("GUESTBOOK_LANES"))
                ? "standard"
                : LANES.getOrDefault(System.getProperty("arquillian.launch"), "standard");
        try (var ada = LiveClient.ours(book())) {
            ada.next("Welcome");
            var lanes = new HttpBook(book()).get("metrics").body();
            assertTrue(lanes.contains("guestbook_readers_by_lane{lane=\"" + expected + "\"} 1"), lanes);
        }
    }

    @Override
    public URI book() {
        return URI.create(deployed.toString());
    }
}
