package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.browser.Gestures.button;
import static guestbook.browser.Gestures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.SameSiteAttribute;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody makes the book theirs, in a real browser; others try to. */
class OwnerPagesIT {
    private static final String NETWORK = "Failed to load resource";
    private static final Pattern CODE = Pattern.compile("enter the code ([A-Z0-9-]+)");

    private static Browsers browsers;

    @BeforeAll
    static void start() {
        browsers = new Browsers();
    }

    @AfterAll
    static void stop() {
        browsers.close();
    }

    @AfterEach
    void closeWindows() {
        browsers.closeWindows();
    }

    @Test
    void with_the_code_from_the_log_one_owns_the_book_from_every_browser(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var address = guestbook.book().toString();
            var grace = browsers.window(address + "settings");
            assertEquals(address + "setup", grace.url(), "nobody has logged in, and there is no owner");
            picture(grace, "setup");
            grace.getByLabel("Code from the log").fill("AAAA-AAAA-AAAA");
            grace.getByLabel("New password").fill("correct horse");
            button(grace, "Own this book").click();
            assertThat(grace.locator("#code-fault")).containsText("This is not the code.");
            assertThat(grace.getByLabel("Code from the log")).hasValue("AAAA-AAAA-AAAA");
            grace.getByLabel("Code from the log").fill(code(guestbook));
            grace.getByLabel("New password").fill("short");
            button(grace, "Own this book").click();
            assertThat(grace.locator("#password-fault")).hasText("The password must have ten characters or more.");
            grace.getByLabel("New password").fill("correct horse");
            button(grace, "Own this book").click();
            assertThat(grace.getByText("You are logged in as the owner.")).isVisible();
            picture(grace, "settings");
            var cookie = grace.context().cookies().get(0);
            assertTrue(cookie.httpOnly);
            assertEquals(SameSiteAttribute.STRICT, cookie.sameSite);

            var phone = browsers.window(address + "setup");
            assertEquals(address + "login", phone.url(), "the book has an owner");
            picture(phone, "login");
            phone.getByLabel("Password").fill("wrong password");
            button(phone, "Log in").click();
            assertThat(phone.locator("#password-fault")).hasText("This is not the password.");
            phone.getByLabel("Password").fill("correct horse");
            button(phone, "Log in").click();
            assertThat(phone.getByText("You are logged in as the owner.")).isVisible();

            grace.getByLabel("Old password").fill("correct horse");
            grace.getByLabel("New password").fill("battery staple");
            button(grace, "Change it").click();
            assertThat(grace.getByText("The password was changed.")).isVisible();
            phone.reload();
            assertEquals(address + "login", phone.url(), "other log-ins have ended");
            button(grace, "Log out").click();
            assertEquals(address, grace.url());
            grace.navigate(address + "settings");
            assertEquals(address + "login", grace.url());
            browsers.assertNoComplaints(NETWORK);
        }
    }

    @Test
    void others_get_nowhere(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var http = new HttpBook(guestbook.book());
            var code = code(guestbook);
            var own = "code=" + code + "&password=correct+horse";
            assertEquals(403, post(http, "setup", own, "Origin", "https://elsewhere.example"), "another site's page");
            assertEquals(403, post(http, "setup", own, "Sec-Fetch-Site", "cross-site"));
            assertEquals(303, post(http, "setup", own));
            assertEquals(403, post(http, "setup", own), "a stolen code, after its use");
            assertEquals(303, post(http, "settings/password", "old=x&password=correct+horse"), "to the log-in");
            assertEquals(
                    303,
                    post(http, "settings/password", "old=x&password=correct+horse", "Cookie", "guestbook-login=x"));
            var statuses = new ArrayList<Integer>();
            for (var guess = 0; guess < 20; guess++) statuses.add(post(http, "login", "password=guess+" + guess));
            assertTrue(statuses.contains(429), () -> "a guesser is told to wait: " + statuses);
            assertEquals(
                    405,
                    http.send(http.request("setup").PUT(BodyPublishers.noBody()))
                            .statusCode());
            assertFalse(guestbook.errors().contains(code));
        }
    }

    @Test
    void what_the_operator_wrote_into_a_file_is_the_password(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("password"), "from a file\n");
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_OWNER_PASSWORD_FILE=" + file)) {
            var http = new HttpBook(guestbook.book());
            assertFalse(CODE.matcher(guestbook.output()).find(), "nobody needs a code");
            assertEquals(403, post(http, "login", "password=from+a+fil"));
            assertEquals(303, post(http, "login", "password=from+a+file"));
        }
    }

    private static int post(HttpBook http, String path, String form, String... headers) throws Exception {
        var request = http.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString(form));
        if (headers.length > 0) request.headers(headers);
        return http.send(request).statusCode();
    }

    private static String code(GuestbookProcess guestbook) {
        var told = CODE.matcher(guestbook.output());
        assertTrue(told.find(), guestbook::output);
        return told.group(1);
    }
}
