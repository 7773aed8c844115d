package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static guestbook.browser.Gestures.button;
import static guestbook.browser.Gestures.connection;
import static guestbook.browser.Gestures.picture;
import static guestbook.browser.Gestures.sign;
import static guestbook.browser.Gestures.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host who reads each entry before everybody does. */
class ModerationIT {
    private static final String SECRET = "xylophone";

    private static Browsers browsers;

    @TempDir
    private Path folder;

    private GuestbookProcess guestbook;
    private String address = "";
    private HttpBook http;

    @BeforeAll
    static void start() {
        browsers = new Browsers();
    }

    @AfterAll
    static void stop() {
        browsers.close();
    }

    @BeforeEach
    void open() throws Exception {
        var password = Files.writeString(folder.resolve("password"), "correct horse");
        guestbook =
                GuestbookProcess.open(folder, "GUESTBOOK_MODERATION=all", "GUESTBOOK_OWNER_PASSWORD_FILE=" + password);
        address = guestbook.book().toString();
        http = new HttpBook(guestbook.book());
    }

    @AfterEach
    void close() throws Exception {
        browsers.closeWindows();
        guestbook.close();
    }

    @Test
    void what_waits_is_nowhere_and_arrives_live_when_the_host_approves() throws Exception {
        var ada = browsers.window(address);
        var grace = browsers.window(address);
        assertThat(connection(grace)).hasText(Pattern.compile("Live"));
        try (var ours = LiveClient.ours(guestbook.book());
                var lecture = LiveClient.lecture(guestbook.book())) {
            ours.next("Welcome");
            assertThat(ada.locator("#sign-hint")).hasText("The host reads it first, then everybody can.");
            sign(ada, "Ada " + SECRET, "A " + SECRET + " for the garden");
            assertThat(ada.locator(".entry .state")).hasText("Waits for the host; no other guest sees it yet.");
            assertThat(ada.locator("#announcer")).hasText("Waits for the host; no other guest sees it yet.");
            assertEquals("[]", ours.next("Changes").path("changes").toString());
            assertLeaksNowhere();
            ada.reload();
            assertThat(ada.locator(".entry .state")).hasText("Waits for the host; no other guest sees it yet.");
            grace.reload();
            assertThat(grace.getByText("Be the first to sign.")).isVisible();

            var host = moderating();
            assertThat(host.locator("[aria-current]")).hasText("Waiting 1");
            assertThat(host.locator(".judged .text")).hasText("A " + SECRET + " for the garden");
            picture(host, "moderate");
            button(host, "Approve – Ada " + SECRET).click();
            assertThat(host.getByText("Nothing waits for you.")).isVisible();
            assertThat(grace.locator(".entry .text")).hasText("A " + SECRET + " for the garden");
            assertThat(grace.locator("#count")).hasText("1");
            assertThat(ada.locator(".entry")).hasCount(1);
            assertThat(ada.locator(".entry .state")).hasText("Yours");
            assertEquals(
                    "Ada " + SECRET,
                    ours.next("Changes").at("/changes/0/createdEntry/name").asText());
            assertEquals(
                    "Ada " + SECRET,
                    lecture.next("EntryCreated").at("/createdEntry/name").asText());

            host.getByText("Public").click();
            button(host, "Hide – Ada " + SECRET).click();
            assertThat(grace.locator(".entry")).hasCount(0);
            assertThat(grace.locator("#count")).hasText("0");
            assertLeaksNowhere();
            assertThat(host.getByText("Hidden")).hasText("Hidden 1");
        }
        guestbook.kill();
        guestbook = GuestbookProcess.open(
                folder, "GUESTBOOK_PORT=" + guestbook.book().getPort());
        assertLeaksNowhere();
        browsers.assertNoComplaints("Failed to load resource|WebSocket connection to|ERR_");
    }

    @Test
    void whoever_waits_may_withdraw_and_who_has_no_script_is_told() throws Exception {
        var ada = browsers.window(address);
        sign(ada, "Ada", "on second thoughts");
        assertThat(ada.locator(".entry .state")).hasText("Waits for the host; no other guest sees it yet.");
        withdraw(ada);
        assertThat(ada.locator(".entry")).hasCount(0);
        ada.reload();
        assertThat(connection(ada)).hasText(Pattern.compile("Live"));
        assertThat(ada.locator(".entry")).hasCount(0);

        var grace = browsers.window(address, options -> options.setJavaScriptEnabled(false), page -> {});
        sign(grace, "Grace", "by hand");
        assertThat(grace.getByText("Thank you. Your entry waits for the host before everybody sees it."))
                .isVisible();
        assertThat(grace.locator(".entry")).hasCount(0);
        browsers.assertNoComplaints();
    }

    @Test
    void the_host_decides_whether_entries_wait() throws Exception {
        http.sign("Ada", "waits");
        var host = moderating();
        host.getByText("Settings").click();
        assertThat(host.getByLabel("All", new Page.GetByLabelOptions().setExact(true)))
                .isChecked();
        host.getByLabel("None").check();
        button(host, "Save").click();
        assertThat(host.getByLabel("None")).isChecked();
        http.sign("Grace", "does not");
        assertEquals(List.of("does not"), json(http.get("api/v1/entries")).findValuesAsText("text"));
        browsers.assertNoComplaints();
    }

    @Test
    void nobody_else_decides() throws Exception {
        http.sign("Ada", "waits");
        var approval = "id=1&decision=publish";
        for (var path : List.of("moderate", "settings/moderation")) {
            assertEquals("login", post(path, approval + "&moderation=off"));
            assertEquals("403", post(path, approval + "&moderation=off", "Origin", "https://elsewhere.example"));
        }
        assertEquals(303, http.get("moderate").statusCode());
        assertEquals(0, json(http.get("api/v1/entries")).size());
        http.sign("Ada", "waits as well");
        assertEquals(0, json(http.get("api/v1/entries")).size());
    }

    private String post(String path, String form, String... headers) throws Exception {
        var request = http.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString(form));
        if (headers.length > 0) request.headers(headers);
        var answer = http.send(request);
        return answer.headers()
                .firstValue("Location")
                .map(location -> location.replaceFirst(".*/", ""))
                .orElse(Integer.toString(answer.statusCode()));
    }

    private void assertLeaksNowhere() throws Exception {
        var newest = json(http.get("api/v1/changes"));
        var begin = newest.path("epoch").asText() + ":0";
        for (var path : List.of(
                "",
                "?q=garden",
                "?entry=1",
                "?before=100",
                "api/v1/entries",
                "api/v1/entries?q=garden",
                "api/v1/entries?before=2",
                "api/v1/changes?since=" + begin,
                "api/v1/changes?since=" + begin + "&wait=1",
                "metrics",
                "health/ready",
                "health/live",
                "lab",
                "lab/instances",
                "swagger.html")) {
            var body = http.get(path, "Accept", "text/html").body();
            assertFalse(body.contains(SECRET), path);
        }
        assertEquals(
                "0",
                http.get("api/v1/entries")
                        .headers()
                        .firstValue("Guestbook-Count")
                        .orElse(""));
        try (var reader = LiveClient.ours(guestbook.book(), begin)) {
            reader.next("Welcome");
            var heard = reader.next("Changes").toString();
            assertFalse(heard.contains(SECRET), heard);
            assertTrue(heard.contains("\"count\":0"), heard);
        }
    }

    private Page moderating() {
        var host = browsers.window(address + "moderate");
        host.getByLabel("Password").fill("correct horse");
        button(host, "Log in").click();
        host.getByText("What waits, and what is public").click();
        return host;
    }
}
