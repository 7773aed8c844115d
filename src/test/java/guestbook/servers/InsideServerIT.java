package guestbook.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.book.Database;
import guestbook.book.Draft;
import guestbook.book.Guestbook;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Runs inside the server, in the deployed application. */
@ArquillianTest
public class InsideServerIT {
    /** Arquillian's own servlet comes as a web fragment, which the WAR doesn't let in by itself. */
    @Deployment
    public static WebArchive war() throws IOException {
        var war = ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/guestbook.war"));
        try (var file = war.get("WEB-INF/web.xml").getAsset().openStream()) {
            var descriptor = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return war.setWebXML(new StringAsset(
                    descriptor.replace("<absolute-ordering/>", "<absolute-ordering><others/></absolute-ordering>")));
        }
    }

    @Test
    public void the_book_and_its_hibernate_come_from_the_deployed_war() throws Exception {
        var application = getClass().getClassLoader();
        for (var name : new String[] {"guestbook.book.Guestbook", "org.hibernate.SessionFactory", "org.h2.Driver"}) {
            var type = Class.forName(name, false, application);
            assertEquals(application, type.getClassLoader(), name);
            assertTrue(
                    type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()
                            .contains("WEB-INF"),
                    name);
        }
    }

    @Test
    public void a_book_kept_by_hibernate_is_signed_read_and_withdrawn() throws Exception {
        try (var database = Database.open("jdbc:h2:mem:inside;DB_CLOSE_DELAY=-1", "", "", List.of());
                var guestbook = new Guestbook(database, false)) {
            var signed = guestbook
                    .sign(Draft.of(UUID.randomUUID(), "Ada", "from inside"))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertEquals(
                    "from inside",
                    guestbook.page(10, Long.MAX_VALUE).entries().get(0).text());
            guestbook
                    .withdraw(signed.entry().id(), signed.receipt())
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertTrue(guestbook.page(10, Long.MAX_VALUE).entries().isEmpty());
            assertEquals(2, guestbook.head().cursor().revision());
        }
    }
}
