package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import guestbook.HttpBook;
import guestbook.backing.Balancer;
import guestbook.backing.Certificate;
import guestbook.live.Fleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests at two instances, through nginx with TLS. */
@Tag("long")
class BalancedPageIT {
    private static final Page.GetByTextOptions EXACTLY = new Page.GetByTextOptions().setExact(true);
    private static final int GUEST_LIMIT = 8;

    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);

    @Test
    void guests_of_two_instances_see_each_other(@TempDir Path folder) throws Exception {
        try (var fleet = Fleet.of(2, Fleet.Over.REDIS, folder);
                var balancer = new Balancer(Balancer.Kind.NGINX, new Certificate(folder), fleet.books());
                var browsers = new Browsers()) {
            balancer.start();
            var guests = new ArrayList<Page>();
            do guests.add(window(browsers, balancer));
            while (hasInstanceWithoutReaders(fleet) && guests.size() < GUEST_LIMIT);
            assertFalse(hasInstanceWithoutReaders(fleet), "the balancer uses one instance only");
            for (var guest : guests) assertThat(guest.locator("#presence")).hasText(guests.size() + " reading");

            var ada = guests.get(0);
            ada.locator("#name").fill("Ada Lovelace");
            ada.locator("#text").fill("Hello from one instance");
            for (var guest : guests)
                assertThat(guest.locator("#presence")).hasText(guests.size() + " reading, 1 writing");
            ada.locator("#text").press("Control+Enter");
            for (var guest : guests) {
                assertThat(guest.locator(".entry .text")).hasText("Hello from one instance");
                assertThat(guest.locator("#presence")).hasText(guests.size() + " reading");
            }
            assertThat(ada.locator(".entry .state")).hasText("Yours");
            ada.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/balanced.png")));
            browsers.assertNoComplaints();
        }
    }

    @Test
    void two_moderators_at_two_instances_see_what_the_other_decides_and_so_do_the_guests(@TempDir Path folder)
            throws Exception {
        var password = Files.writeString(folder.resolve("password"), "correct horse");
        try (var fleet = Fleet.of(
                        2,
                        Fleet.Over.REDIS,
                        folder,
                        "GUESTBOOK_MODERATION=all",
                        "GUESTBOOK_OWNER_PASSWORD_FILE=" + password);
                var balancer = new Balancer(Balancer.Kind.NGINX, new Certificate(folder), fleet.books());
                var browsers = new Browsers()) {
            balancer.start();
            var guests = new ArrayList<Page>();
            var moderators = new ArrayList<Page>();
            do {
                guests.add(window(browsers, balancer));
                moderators.add(moderating(browsers, balancer));
            } while (guests.size() < 3);
            var instance = new HttpBook(fleet.books().get(0));
            instance.sign("Ada", "waits");
            for (var moderator : moderators)
                assertThat(moderator.locator("article .text")).hasText("waits");
            moderators.get(0).locator("article button[name=publish]").click();
            for (var guest : guests) assertThat(guest.locator(".entry .text")).hasText("waits");
            for (var moderator : moderators)
                assertThat(moderator.locator("article")).hasCount(0);
            moderators.get(0).locator("#undo button").click();
            for (var guest : guests) assertThat(guest.locator(".entry")).hasCount(0);
            for (var moderator : moderators)
                assertThat(moderator.locator("article .text")).hasText("waits");
            browsers.assertNoComplaints();
        }
    }

    private static Page moderating(Browsers browsers, Balancer balancer) {
        var page = browsers.window(
                balancer.book() + "login", options -> options.setIgnoreHTTPSErrors(true), prepared -> {});
        page.getByLabel("Password").fill("correct horse");
        page.getByText("Log in", EXACTLY).last().click();
        page.getByText("Moderate the entries").click();
        assertThat(page.locator("#connection")).hasText(Pattern.compile("Live"));
        return page;
    }

    @Test
    void the_lab_shows_two_instances_and_what_becomes_of_the_relay(@TempDir Path folder) throws Exception {
        try (var fleet = Fleet.of(2, Fleet.Over.REDIS, folder);
                var balancer = new Balancer(Balancer.Kind.NGINX, new Certificate(folder), fleet.books());
                var browsers = new Browsers()) {
            balancer.start();
            var page = browsers.window(
                    balancer.book() + "lab", options -> options.setIgnoreHTTPSErrors(true), prepared -> {});
            assertThat(page.locator("#origin [data-connection]")).containsText("encrypted (https, wss)");
            var scaling = page.locator("#scaling");
            assertThat(scaling.locator("[data-instances]")).containsText("Redis, at work");
            scaling.getByText("Connect five clients").click();
            var places = scaling.locator("[data-client-list] code");
            assertThat(places.filter(new Locator.FilterOptions().setHasText("at instance")))
                    .hasCount(5);
            var instances = places.allInnerTexts();
            var elsewhere = IntStream.range(1, 5)
                    .filter(client -> !instances.get(client).equals(instances.get(0)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the balancer uses one instance only: " + instances));
            scaling.locator("[data-wave-to]").selectOption(String.valueOf(elsewhere));
            scaling.getByText("Wave", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(scaling.locator("[data-waved]"))
                    .hasText("client " + (elsewhere + 1) + " was waved to by client 1");

            fleet.relay().kill();
            assertThat(scaling.locator("[data-instances] .wrong"))
                    .containsText("The relay over Redis is away", PATIENTLY);
            scaling.getByText("Wave", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(scaling.locator("[data-waved]")).containsText("Nobody with this connection id", PATIENTLY);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of("target/screenshots/lab-balanced.png")));
            fleet.relay().start();
            assertThat(scaling.locator("[data-instances]")).containsText("Redis, at work", PATIENTLY);
            browsers.assertNoComplaints();
        }
    }

    private static boolean hasInstanceWithoutReaders(Fleet fleet) throws Exception {
        for (var instance : fleet.books())
            if (json(new HttpBook(instance).get("health/ready")).path("readers").asInt() == 0) return true;
        return false;
    }

    private static Page window(Browsers browsers, Balancer balancer) {
        var address = balancer.book().toString();
        var page = browsers.window(address, options -> options.setIgnoreHTTPSErrors(true), prepared -> {});
        assertThat(page.locator("#connection")).hasText(Pattern.compile("Live"));
        return page;
    }
}
