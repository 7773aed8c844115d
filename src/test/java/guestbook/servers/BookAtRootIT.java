package guestbook.servers;

import guestbook.BookContract;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The contract, seen from outside, of the book at the server's root. */
@ArquillianTest
public class BookAtRootIT extends BookContract {
    @ArquillianResource
    private URL deployed;

    @Deployment(testable = false)
    public static WebArchive war() {
        return BuiltWar.unchanged("ROOT.war");
    }

    @Override
    protected URI book() {
        return URI.create(deployed.toString());
    }
}
