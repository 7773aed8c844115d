package guestbook.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.lab.EchoSuite;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The server's engine conforms to RFC 6455, and to RFC 7692 where it compresses. */
@ArquillianTest
public class EchoInServerIT {
    @ArquillianResource
    private URL deployed;

    @Deployment(testable = false)
    public static WebArchive war() {
        return BuiltWar.unchanged("guestbook.war");
    }

    @Test
    public void the_echo_conforms_to_the_protocol() throws Exception {
        var server = Path.of(System.getProperty("server.home")).getFileName().toString();
        var suite = EchoSuite.run(URI.create(deployed.toString()), server);
        System.out.println("/echo: " + suite);
        assertEquals(List.of(), suite.failures());
    }
}
