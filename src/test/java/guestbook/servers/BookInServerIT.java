package guestbook.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.BookContract;
import guestbook.RawSocket;
import guestbook.lab.LabContract;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The contract, seen from outside, of the very WAR that Maven built, in a server under the path {@code /guestbook}. */
@ArquillianTest
public class BookInServerIT extends BookContract implements LabContract {
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

    @Override
    public URI book() {
        return URI.create(deployed.toString());
    }
}
