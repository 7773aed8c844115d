package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static guestbook.browser.Gestures.button;
import static guestbook.browser.Gestures.connection;
import static guestbook.browser.Gestures.hide;
import static guestbook.browser.Gestures.sign;
import static guestbook.browser.Gestures.within;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest's evening with a telephone, from the garden to the last train. */
class EveningIT {
    private static final String PASTE = """
            async () => {
              const plain = "Dear\\u00a0all,\\u000b\\u201cwhat a day\\u201d \\u2013 danke\\u00adschön!\\r\\n\\r\\n\\r\\n\\r\\nYours\\u2028Ada\\ufeff";
              const html = "<p class='MsoNormal'>Dear&nbsp;all,<br><b>\\u201cwhat a day\\u201d</b></p>";
              const blob = (words, type) => new Blob([words], { type });
              await navigator.clipboard.write([
                new ClipboardItem({ "text/plain": blob(plain, "text/plain"), "text/html": blob(html, "text/html") }),
              ]);
            }
            """;

    @Tag("long")
    @Test
    void the_book_is_right_at_the_end(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var network = Obstacle.before(guestbook.book());
                var browsers = new Browsers()) {
            var http = new HttpBook(guestbook.book());
            var grace = browsers.window(guestbook.book().toString());
            var ada = browsers.window(
                    network.address(),
                    options -> options.setPermissions(List.of("clipboard-read", "clipboard-write")),
                    page -> {});
            assertThat(connection(ada)).hasText(Pattern.compile("Live"));

            // From the garden into the house: the telephone takes another network in the middle of a signing.
            network.swallow();
            sign(ada, "Ada", "from the garden");
            assertThat(state(ada, "from the garden")).hasText("Yours", within(12));
            assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(10));
            assertThat(grace.locator(".entry .text")).hasText("from the garden");

            // In the pocket, where nothing runs; the network has long forgotten it when it is taken out again.
            ada.locator("#text").fill("a draft that survives the pocket");
            hide(ada, true);
            lifecycle(ada, "frozen");
            network.swallow();
            sign(grace, "Grace", "while you slept");
            http.sign("Zoë", "and so did I");
            assertThat(grace.locator(".entry")).hasCount(3);
            lifecycle(ada, "active");
            hide(ada, false);
            assertThat(ada.locator(".entry .text"))
                    .hasText(new String[] {"and so did I", "while you slept", "from the garden"});
            assertThat(ada.locator("#text")).hasValue("a draft that survives the pocket");

            // A double click, as on everything else.
            ada.locator("#text").fill("twice is once");
            button(ada, "Sign the book").dblclick();
            assertThat(state(ada, "twice is once")).hasText("Yours");

            // A speech, written at home in a word processor.
            ada.evaluate(PASTE);
            ada.locator("#text").focus();
            ada.keyboard().press("Control+V");
            button(ada, "Sign the book").click();
            assertThat(state(ada, "what a day")).hasText("Yours");

            // In the tunnel on the way home it is written and taken back.
            network.answer(502, request -> true);
            network.cut();
            sign(ada, "Ada", "better not");
            assertThat(state(ada, "better not")).hasText(Pattern.compile("sent again by itself"));
            button(ada, "Take back").click();
            assertThat(ada.locator("#text")).hasValue("better not");
            network.step();
            assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(20));

            // And one is regretted.
            var regretted = entry(ada, "twice is once");
            regretted.locator(".act").click();
            ada.waitForTimeout(800); // a second click at once is taken for a double one
            regretted.locator(".act").click();
            assertThat(entry(ada, "twice is once")).hasCount(0);

            var speech = "Dear\u00a0all,\n“what a day” – danke\u00adschön!\n\n\nYours\nAda";
            var right = List.of("from the garden", "while you slept", "and so did I", speech);
            assertEquals(right, json(http.get("api/v1/entries")).findValuesAsText("text"));
            for (var page : List.of(ada, grace)) {
                assertThat(page.locator("#count")).hasText("4");
                assertThat(page.locator(".entry .text"))
                        .hasText(new String[] {speech, "and so did I", "while you slept", "from the garden"});
            }
            browsers.assertNoComplaints("Failed to load resource|WebSocket connection to|ERR_");
        }
    }

    private static void lifecycle(Page page, String state) {
        var wish = new JsonObject();
        wish.addProperty("state", state);
        page.context().newCDPSession(page).send("Page.setWebLifecycleState", wish);
    }

    private static Locator entry(Page page, String words) {
        return page.locator(".entry").filter(new Locator.FilterOptions().setHasText(words));
    }

    private static Locator state(Page page, String words) {
        return entry(page, words).locator(".state");
    }
}
