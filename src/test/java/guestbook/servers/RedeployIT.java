package guestbook.servers;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.HttpBook;
import guestbook.LiveClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Undeployed and deployed again, the book loses nothing and leaves nothing behind in the server. */
@ArquillianTest
public class RedeployIT {
    private static final int REDEPLOYMENTS = 5;
    /** Some servers keep what they have undeployed; the profiles in pom.xml say which, and why. */
    private static final int GENERATIONS = Integer.getInteger("server.generations");

    /** A server that keeps no more than this may lose it yet, and its heap must not grow. */
    private static final int FEW = 2;

    private static final double GROWTH_LIMIT = 1.05;
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final URI ADDRESS =
            URI.create("http://localhost:" + System.getProperty("server.port.http") + "/guestbook/");

    private final HttpBook book = new HttpBook(ADDRESS);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "guestbook", managed = false, testable = false)
    public static WebArchive war() {
        return BuiltWar.unchanged("guestbook.war");
    }

    @Test
    public void five_redeployments_lose_nothing_and_leave_nothing_behind() throws Exception {
        var signed = new ArrayList<String>();
        deployer.deploy("guestbook");
        var cursor = signAndHear("first", "", signed);
        cursor = redeploy("second", cursor, signed); // now it has opened a book with entries, as all later ones will
        var before = heapWithoutOlderGenerations();
        for (int deployment = 1; deployment <= REDEPLOYMENTS; deployment++)
            cursor = redeploy("after redeployment " + deployment, cursor, signed);
        var after = heapAtRest(before);
        var kept = json(book.get("api/v1/entries?limit=" + signed.size())).findValuesAsText("text");
        deployer.undeploy("guestbook");

        assertEquals(signed, kept);
        var growth = (double) after / before;
        ServerFacts.tell("growth", String.format(Locale.ROOT, "%.3f", growth));
        if (GENERATIONS <= FEW) assertTrue(growth <= GROWTH_LIMIT, "the heap grew to the " + growth + "fold");
    }

    /** Who listens is told that the server restarts, and may go on afterwards where it stood. */
    private String redeploy(String text, String cursor, List<String> signed) throws Exception {
        try (var grace = LiveClient.ours(ADDRESS, cursor)) {
            grace.next("Welcome");
            deployer.undeploy("guestbook");
            grace.closed();
        }
        deployer.deploy("guestbook");
        return signAndHear(text, cursor, signed);
    }

    /** Ada signs and Grace, who comes back with a cursor, hears that and nothing else. */
    private String signAndHear(String text, String cursor, List<String> signed) throws Exception {
        try (var grace = LiveClient.ours(ADDRESS, cursor)) {
            grace.next("Welcome");
            assertEquals(200, book.sign("Ada", text).statusCode());
            signed.add(text);
            var heard = grace.next("Changes");
            assertEquals(List.of(text), heard.path("changes").findValuesAsText("text"));
            return heard.path("epoch").asText() + ":" + heard.path("to").asLong();
        }
    }

    /** A server may keep what belonged to a closed connection until a time-out of its own: that is not lost. */
    private long heapAtRest(long before) throws Exception {
        var heap = heapWithoutOlderGenerations();
        var server = ServerProcess.running();
        var deadline = Instant.now().plus(PATIENCE);
        while (GENERATIONS <= FEW
                && heap > before * GROWTH_LIMIT
                && Instant.now().isBefore(deadline)) heap = server.heap();
        return heap;
    }

    /**
     * A thread of the server may hold an older deployment until it has something else to do, or has been idle for a
     * minute (Payara). So a crowd visits, and this redeploys until only one deployment is left, or never.
     */
    private long heapWithoutOlderGenerations() throws Exception {
        var server = ServerProcess.running();
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            Crowd.visit(ADDRESS);
            var heap = server.heap();
            var generations = server.generations();
            if (generations == 1) return heap;
            var isLate = Instant.now().isAfter(deadline);
            if (generations <= GENERATIONS && (isLate || GENERATIONS > FEW)) return heap;
            if (isLate) throw new AssertionError(generations + " generations are in memory; see " + server.dump());
            deployer.undeploy("guestbook");
            deployer.deploy("guestbook");
        }
    }
}
