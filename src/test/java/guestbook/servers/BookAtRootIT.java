package guestbook.servers;

import guestbook.BookContract;
import java.net.URI;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, seen from outside, of the book at the server's root. */
@ArquillianTest
public class BookAtRootIT extends BookContract {
    private static RootDeployment deployment;

    /** Some adapters start their server only when they have something to deploy themselves. */
    @Deployment(testable = false)
    public static WebArchive reasonToStart() {
        if (RootDeployment.COMES_WITH_THE_SERVER) return BuiltWar.unchanged("ROOT.war");
        return ShrinkWrap.create(WebArchive.class, "empty.war").addAsWebResource(EmptyAsset.INSTANCE, "empty");
    }

    @BeforeAll
    static void deploy() throws Exception {
        deployment = RootDeployment.deploy();
    }

    @AfterAll
    static void undeploy() throws Exception {
        deployment.undeploy();
    }

    @Override
    public URI book() {
        return RootDeployment.ADDRESS;
    }
}
