package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static guestbook.browser.Gestures.button;
import static guestbook.browser.Gestures.connection;
import static guestbook.browser.Gestures.sign;
import static guestbook.browser.Gestures.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests whose browser knows less than today's, or does not do what it should. */
class OldBrowserIT {
    private static GuestbookProcess guestbook;
    private static String address;
    private static HttpBook http;
    private static Browsers browsers;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder);
        address = guestbook.book().toString();
        http = new HttpBook(guestbook.book());
        browsers = new Browsers();
    }

    @AfterAll
    static void close() throws Exception {
        browsers.close();
        guestbook.close();
    }

    @AfterEach
    void closeWindows() {
        browsers.closeWindows();
    }

    @Test
    void the_oldest_browser_that_is_named_reads_signs_and_withdraws() throws Exception {
        http.sign("Grace", "A link, https://example.org/, and some flags: 🇨🇭🇺🇦");
        var ada = browsers.window(address, options -> {}, page -> page.addInitScript(taken()));
        assertEquals(Boolean.FALSE, ada.evaluate("'canParse' in URL || 'requestSubmit' in HTMLFormElement.prototype"));
        assertThat(connection(ada)).hasText(Pattern.compile("Live"));
        assertThat(ada.locator(".entry .text a").first()).hasText("https://example.org/");
        ada.locator("#name").fill("Ada");
        ada.locator("#text").fill("from a phone of my grandmother's");
        ada.locator("#text").press("Control+Enter");
        var mine = ada.locator(".entry").first();
        assertThat(mine.locator(".state")).hasText("Yours");
        assertThat(mine.locator("time")).hasText("now");
        withdraw(ada);
        assertThat(ada.getByText("from a phone of my grandmother's")).hasCount(0);
        browsers.assertNoComplaints();
    }

    @Tag("long")
    @Test
    void the_oldest_browser_that_is_named_measures_in_the_lab() {
        var lab = browsers.window(address + "lab", options -> {}, page -> page.addInitScript(taken()));
        lab.getByLabel("entries").fill("1");
        button(lab, "Sign and measure").click();
        assertThat(lab.locator("[data-measuring]"))
                .containsText("done", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
        browsers.assertNoComplaints();
    }

    /** Each of these may be missing, and so may all. */
    @Test
    void broken_parts_never_stop_the_form() throws Exception {
        var broken = """
                delete Intl.RelativeTimeFormat;
                delete window.IntersectionObserver;
                delete window.EventSource;
                delete window.WebSocket;
                delete String.prototype.matchAll;
                delete Object.fromEntries;
                Object.defineProperty(window, "localStorage", { get() { throw new Error("forbidden"); } });
                """;
        var ada = browsers.window(address, options -> {}, page -> page.addInitScript(broken));
        ada.evaluate("window.stays = true");
        assertSigns(ada, "all broken");
        assertEquals(Boolean.TRUE, ada.evaluate("window.stays"), "signed by the script, not by the form alone");
    }

    @Test
    void what_the_script_cannot_do_the_form_does_by_itself() throws Exception {
        var broken = "delete String.prototype.normalize";
        assertSigns(browsers.window(address, options -> {}, page -> page.addInitScript(broken)), broken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linkify-it/index.mjs", "cleaning.js"})
    void a_script_that_does_not_come_never_stops_the_form(String script) throws Exception {
        var ada = browsers.window(
                address, options -> {}, page -> page.route(Pattern.compile(".*/js/" + script), Route::abort));
        assertSigns(ada, script + " did not come");
    }

    private static void assertSigns(Page ada, String text) throws Exception {
        sign(ada, "Ada", text);
        var newest = ada.locator(".entry:not(.pending)").first();
        assertThat(newest.locator(".text")).hasText(text);
        var entries = json(http.get("api/v1/entries?limit=1"));
        assertEquals(text, entries.path(0).path("text").asText());
        browsers.assertNoComplaints(".*"); // what is broken is told in the console
    }

    private static String taken() {
        try (var script = OldBrowserIT.class.getResourceAsStream("browser-of-2022.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
