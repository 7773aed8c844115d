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

import com.google.zxing.BinaryBitmap;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host who reads each entry before everybody does. */
class ModerationIT {
    private static final String SECRET = "xylophone";

    private static final Page.GetByLabelOptions EXACTLY = new Page.GetByLabelOptions().setExact(true);

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
            assertThat(host.locator("article .text")).hasText("A " + SECRET + " for the garden");
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

            tab(host, "Public").click();
            button(host, "Hide – Ada " + SECRET).click();
            assertThat(grace.locator(".entry")).hasCount(0);
            assertThat(grace.locator("#count")).hasText("0");
            assertLeaksNowhere();
            assertThat(tab(host, "Hidden")).hasText("Hidden 1");
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
        assertThat(host.getByLabel("All", EXACTLY)).isChecked();
        host.getByLabel("None").check();
        button(host, "Save").click();
        assertThat(host.getByLabel("None")).isChecked();
        http.sign("Grace", "does not");
        assertEquals(List.of("does not"), json(http.get("api/v1/entries")).findValuesAsText("text"));
        browsers.assertNoComplaints();
    }

    @Test
    void several_are_judged_at_once_and_everything_can_be_undone() throws Exception {
        for (var name : List.of("Ada", "Grace", "Eve", "Mallory")) http.sign(name, "of " + name);
        var host = moderating();
        host.getByLabel("Select – Eve").check();
        host.getByLabel("Select – Mallory").check();
        host.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("All that are selected"))
                .getByText("Spam")
                .click();
        assertThat(host.locator("#undo p")).hasText("2 entries marked as spam.");
        assertThat(tab(host, "Spam")).hasText("Spam 2");
        picture(host, "moderate-undo");
        host.locator("#undo button").click();
        assertThat(tab(host, "Waiting")).hasText("Waiting 4");
        assertThat(host.locator("bdi.name")).hasText(new String[] {"Ada", "Grace", "Eve", "Mallory"});
        assertThat(host.locator("#undo")).isHidden();
        button(host, "Delete – Mallory").click();
        assertThat(host.locator("#undo p")).hasText("Deleted.");
        assertThat(tab(host, "Waiting")).hasText("Waiting 3");
        button(host, "Approve all shown").click();
        assertThat(host.locator("#undo p")).hasText("3 entries approved.");
        assertThat(host.getByText("Nothing waits for you.")).isVisible();
        assertEquals(
                List.of("of Ada", "of Grace", "of Eve"),
                json(http.get("api/v1/entries")).findValuesAsText("text"));
        assertThat(host.locator("#undo")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(15_000));
        browsers.assertNoComplaints();
    }

    @Test
    void what_else_came_from_a_device_stands_beside_its_entries() throws Exception {
        var device = http.device();
        for (var text : List.of("one", "two", "three")) http.signFrom(device, "Bob", text);
        http.signFrom(http.device(), "Ada", "of another");
        http.sign("Grace", "from a program");
        var host = moderating();
        host.locator("button[name=hide]").first().click();
        assertThat(tab(host, "Hidden")).hasText("Hidden 1");
        host.reload();
        assertThat(host.locator(".history")).hasText(new String[] {
            "From this device also: Waiting 1, Hidden 1",
            "From this device also: Waiting 1, Hidden 1",
            "First from this device"
        });
        picture(host, "moderate-history");
        browsers.assertNoComplaints();
    }

    @Test
    void a_moderator_without_a_script_decides_as_well() throws Exception {
        for (var name : List.of("Ada", "Grace", "Eve")) http.sign(name, "of " + name);
        var host = browsers.window(address + "login", options -> options.setJavaScriptEnabled(false), page -> {});
        enter(host);
        host.getByLabel("Select – Eve").check();
        host.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("All that are selected"))
                .getByText("Hide")
                .click();
        assertThat(host.locator("#undo p")).hasText("Hidden.");
        assertThat(tab(host, "Hidden")).hasText("Hidden 1");
        button(host, "Undo").click();
        assertThat(tab(host, "Waiting")).hasText("Waiting 3");
        button(host, "Approve all shown").click();
        assertThat(host.locator("#undo p")).hasText("3 entries approved.");
        assertThat(tab(host, "Public")).hasText("Public 3");
        browsers.assertNoComplaints();
    }

    @Test
    void what_is_signed_and_what_another_decides_is_there_at_once() throws Exception {
        for (var number = 1; number <= 22; number++) http.sign("Guest " + number, "one of many");
        var host = moderating();
        assertThat(host.locator("article")).hasCount(20);
        http.sign("Guest 23", "one more");
        assertThat(tab(host, "Waiting")).hasText("Waiting 23");
        assertThat(host.locator("article")).hasCount(20);
        button(host, "Approve all shown").click();
        assertThat(host.locator("bdi.name")).hasText(new String[] {"Guest 21", "Guest 22", "Guest 23"});
        http.sign("Guest 24", "the last");
        assertThat(host.locator("bdi.name")).hasText(new String[] {"Guest 21", "Guest 22", "Guest 23", "Guest 24"});
        button(host, "Hide – Guest 24").click();
        assertThat(host.locator("article")).hasCount(3);

        var other = browsers.window(address + "login");
        enter(other);
        button(host, "Spam – Guest 21").click();
        assertThat(other.locator("bdi.name")).hasText(new String[] {"Guest 22", "Guest 23"});
        assertThat(tab(other, "Spam")).hasText("Spam 1");
        host.locator("#undo button").click();
        assertThat(other.locator("bdi.name")).hasText(new String[] {"Guest 21", "Guest 22", "Guest 23"});
        browsers.assertNoComplaints();
    }

    @Test
    void single_keys_decide_about_the_entry_that_has_the_focus() throws Exception {
        for (var name : List.of("Ada", "Grace", "Eve")) http.sign(name, "of " + name);
        var host = moderating();
        host.keyboard().press("a");
        assertThat(host.locator("article:focus bdi")).hasText(new String[] {"Ada"});
        assertEquals(3, host.locator("article").count(), "nothing is decided before one sees about what");
        host.keyboard().press("j");
        host.keyboard().press("h");
        assertThat(tab(host, "Hidden")).hasText("Hidden 1");
        assertThat(host.locator("article:focus bdi")).hasText(new String[] {"Eve"});
        host.keyboard().press("k");
        host.keyboard().down("x");
        host.keyboard().down("x"); // held down
        assertThat(host.locator("article:focus input")).isChecked();
        host.keyboard().up("x");
        host.keyboard().press("a");
        assertThat(tab(host, "Public")).hasText("Public 1");
        host.keyboard().press("u");
        assertThat(tab(host, "Public")).hasText("Public 0");
        assertThat(host.locator("bdi.name")).hasText(new String[] {"Ada", "Eve"});
        host.keyboard().press("?");
        assertThat(host.getByText("To the next, to the one before")).isVisible();
        picture(host, "moderate-keys");
        button(host, "Close").click();
        browsers.assertNoComplaints();
    }

    @Test
    void the_owner_makes_a_link_that_makes_a_moderator_until_it_is_revoked() throws Exception {
        http.sign("Ada", "waits");
        var host = moderating();
        host.getByText("Settings").click();
        host.getByLabel("Name").fill("Grace");
        button(host, "Make a link").click();
        var link = host.getByLabel("Link", EXACTLY).inputValue();
        assertTrue(link.matches(Pattern.quote(address) + "pass#[A-Za-z0-9_-]{43}"), link);
        assertEquals(link, scanned(host), "the code says the same");
        picture(host, "settings-pass");
        host.reload();
        assertThat(host.getByLabel("Link", EXACTLY)).hasCount(0);

        var grace = browsers.window(link);
        assertEquals(address + "pass", grace.url(), "no longer in the history");
        assertThat(grace.getByLabel("Link", EXACTLY)).isHidden();
        picture(grace, "pass");
        button(grace, "Begin").click();
        assertThat(grace.locator(".head .meta")).hasText("Grace");
        button(grace, "Approve – Ada").click();
        assertThat(tab(grace, "Public")).hasText("Public 1");
        grace.navigate(address + "settings");
        assertThat(grace.getByText("Only the owner may do this.")).isVisible();
        var byHand = browsers.window(address + "pass", options -> options.setJavaScriptEnabled(false), page -> {});
        byHand.getByLabel("Link", EXACTLY).fill(link);
        button(byHand, "Begin").click();
        assertThat(tab(byHand, "Public")).hasText("Public 1");

        grace.navigate(address + "moderate");
        assertThat(connection(grace)).hasText(Pattern.compile("Live"));
        host.reload();
        assertThat(host.locator(".log li")).containsText("Grace · entry 1 · Waiting → Public");
        button(host, "Revoke – Grace").click();
        assertThat(host.locator(".row")).hasCount(0);
        assertThat(grace).hasURL(address + "login");
        grace.navigate(link);
        button(grace, "Begin").click();
        assertThat(grace.locator("#link-fault"))
                .hasText("This link is not good any more. Ask whoever gave it to you for another one.");
        browsers.assertNoComplaints("Failed to load resource");
    }

    @Test
    void nobody_else_decides() throws Exception {
        http.sign("Ada", "waits");
        var approval = "publish=1";
        for (var path : List.of("moderate", "settings/moderation", "settings/passes")) {
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

    private static Locator tab(Page host, String name) {
        return host.locator(".tabs a", new Page.LocatorOptions().setHasText(name));
    }

    /** What a phone reads from the code on the page, as a picture of eight dots for each module. */
    private static String scanned(Page host) throws Exception {
        host.locator(".qr").evaluate("code => { code.style.inlineSize = '480px'; }");
        var picture = ImageIO.read(new ByteArrayInputStream(host.locator(".qr").screenshot()));
        var width = picture.getWidth();
        var height = picture.getHeight();
        var light = new RGBLuminanceSource(width, height, picture.getRGB(0, 0, width, height, null, 0, width));
        return new MultiFormatReader()
                .decode(new BinaryBitmap(new HybridBinarizer(light)))
                .getText();
    }

    private Page moderating() {
        var host = browsers.window(address + "moderate");
        enter(host);
        assertThat(connection(host)).hasText(Pattern.compile("Live"));
        return host;
    }

    private static void enter(Page host) {
        host.getByLabel("Password").fill("correct horse");
        button(host, "Log in").click();
        host.getByText("Moderate the entries").click();
    }
}
