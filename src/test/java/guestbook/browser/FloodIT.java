package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static guestbook.browser.Gestures.connection;
import static guestbook.browser.Gestures.picture;
import static guestbook.browser.Gestures.sign;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest who signs more than one does, and another who does not. */
class FloodIT {
    @Test
    void who_signs_too_often_waits_loses_nothing_and_keeps_nobody_from_signing(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LIMITS=on");
                var browsers = new Browsers()) {
            var address = guestbook.book().toString();
            var http = new HttpBook(guestbook.book());
            var eve = browsers.window(address);
            assertThat(connection(eve)).hasText(Pattern.compile("Live"));
            for (var number = 1; number <= 3; number++) {
                sign(eve, "Eve", "number " + number);
                assertThat(eve.locator(".entry.pending")).hasCount(0);
            }
            sign(eve, "Eve", "number 4");
            assertThat(eve.locator(".entry.pending .state")).hasText(Pattern.compile("wait|again"));
            picture(eve, "flood");
            eve.reload();
            assertThat(eve.locator(".entry.pending .text")).hasText("number 4");

            var ada = browsers.window(address, options -> options.setJavaScriptEnabled(false), page -> {});
            sign(ada, "Ada", "not I");
            assertThat(ada.locator(".entry .text").first()).hasText("not I");

            assertThat(eve.locator(".entry.pending")).hasCount(0, new HasCountOptions().setTimeout(45_000));
            var texts = json(http.get("api/v1/entries")).findValuesAsText("text");
            assertEquals(List.of("number 1", "number 2", "number 3"), texts.subList(0, 3));
            assertEquals("number 4", texts.get(texts.size() - 1));
        }
    }
}
