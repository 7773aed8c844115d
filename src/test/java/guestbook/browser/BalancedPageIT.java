package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Page;
import guestbook.HttpBook;
import guestbook.backing.Balancer;
import guestbook.backing.Certificate;
import guestbook.live.Fleet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests at two instances, through nginx with TLS. */
class BalancedPageIT {
    private static final int GUEST_LIMIT = 8;

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
