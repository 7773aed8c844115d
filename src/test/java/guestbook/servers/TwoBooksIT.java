package guestbook.servers;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.HttpBook;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The same WAR, deployed twice in one server: two books, each in a folder of its own. */
@ArquillianTest
public class TwoBooksIT {
    @ArquillianResource
    @OperateOnDeployment("wedding")
    private URL wedding;

    @ArquillianResource
    @OperateOnDeployment("museum")
    private URL museum;

    @Deployment(name = "wedding", testable = false)
    public static WebArchive wedding() {
        return BuiltWar.unchanged("wedding.war");
    }

    @Deployment(name = "museum", testable = false)
    public static WebArchive museum() {
        return BuiltWar.unchanged("museum.war");
    }

    @Test
    public void each_keeps_its_own_entries() throws Exception {
        var atTheWedding = new HttpBook(wedding.toURI());
        var atTheMuseum = new HttpBook(museum.toURI());
        assertEquals(200, atTheWedding.sign("Ada", "to the bride").statusCode());
        assertEquals(200, atTheMuseum.sign("Grace", "to the whale").statusCode());
        assertEquals(List.of("to the bride"), texts(atTheWedding));
        assertEquals(List.of("to the whale"), texts(atTheMuseum));
    }

    private static List<String> texts(HttpBook book) throws Exception {
        return json(book.get("api/v1/entries")).findValuesAsText("text");
    }
}
