package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static guestbook.browser.Gestures.button;
import static guestbook.browser.Gestures.connection;
import static guestbook.browser.Gestures.hide;
import static guestbook.browser.Gestures.sign;
import static guestbook.browser.Gestures.withdraw;
import static guestbook.browser.Gestures.within;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests whose network is not what it seems to be. */
class ObstaclesIT {
    private static final String NETWORK = "Failed to load resource|WebSocket connection to|ERR_";

    private static Browsers browsers;

    @TempDir
    private static Path folder;

    private static GuestbookProcess guestbook;
    private static HttpBook http;
    private Obstacle obstacle;

    @BeforeAll
    static void start() throws Exception {
        browsers = new Browsers();
        guestbook = GuestbookProcess.open(folder, "GUESTBOOK_DELETE=anyone");
        http = new HttpBook(guestbook.book());
    }

    @AfterAll
    static void stop() throws Exception {
        browsers.close();
        guestbook.close();
    }

    @BeforeEach
    void stand() throws Exception {
        for (var id : json(http.get("api/v1/entries?limit=1000")).findValuesAsText("id"))
            http.delete("api/v1/entries/" + id);
        obstacle = Obstacle.before(guestbook.book());
    }

    @AfterEach
    void closeWindows() {
        browsers.closeWindows();
        obstacle.close();
    }

    @Test
    void a_connection_that_only_looks_alive_is_replaced_within_half_a_minute() throws Exception {
        var grace = browsers.window(obstacle.address());
        assertThat(connection(grace)).hasText(Pattern.compile("Live"));
        obstacle.swallow();
        http.sign("Ada", "nobody hears me");
        assertThat(grace.locator(".entry .text")).hasText("nobody hears me", within(32));
        assertThat(connection(grace)).hasText(Pattern.compile("Live"), within(5));
        browsers.assertNoComplaints(NETWORK);
    }

    @Tag("long")
    @Test
    void a_stream_of_events_that_only_looks_alive_is_replaced_as_well() throws Exception {
        obstacle.answer(502, Obstacle.Request::isUpgrade);
        var grace = browsers.window(obstacle.address());
        assertThat(connection(grace)).hasText(Pattern.compile("Live"), within(10));
        obstacle.swallow();
        http.sign("Ada", "nobody hears me");
        assertThat(grace.locator(".entry .text")).hasText("nobody hears me", within(55));
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void who_looks_at_the_page_again_sees_within_seconds_what_happened() throws Exception {
        var grace = browsers.window(obstacle.address());
        assertThat(connection(grace)).hasText(Pattern.compile("Live"));
        hide(grace, true);
        obstacle.swallow();
        http.sign("Ada", "while you looked away");
        hide(grace, false);
        assertThat(grace.locator(".entry .text")).hasText("while you looked away", within(6));
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void who_signs_into_a_dead_connection_has_signed_within_seconds_and_once() throws Exception {
        var ada = browsers.window(obstacle.address());
        assertThat(connection(ada)).hasText(Pattern.compile("Live"));
        obstacle.swallow();
        sign(ada, "Ada", "from the tunnel");
        assertThat(ada.locator(".entry .state")).hasText("Yours", within(12));
        assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(5));
        assertThat(ada.locator(".entry")).hasCount(1);
        assertEquals(1, json(http.get("api/v1/entries")).size());
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void what_the_browser_thinks_of_the_network_keeps_nobody_out() throws Exception {
        var ada =
                window(page -> page.addInitScript("Object.defineProperty(navigator, 'onLine', { get: () => false })"));
        assertThat(connection(ada)).hasText(Pattern.compile("Live"));
        obstacle.answer(502, request -> true);
        obstacle.cut();
        sign(ada, "Ada", "on a machine without a network");
        assertThat(ada.locator(".entry .state")).hasText(Pattern.compile("sent again by itself"));
        obstacle.step();
        assertThat(ada.locator(".entry .state")).hasText("Yours", within(15));
        assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(15));
        browsers.assertNoComplaints(NETWORK);
    }

    /** A browser opens six connections to one host; a stream takes one for each tab. */
    @Tag("long")
    @Test
    void where_websocket_is_blocked_the_tabs_in_the_background_let_the_others_in() {
        obstacle.answer(502, Obstacle.Request::isUpgrade);
        var first = browsers.window(obstacle.address());
        for (var tab = 2; tab <= 7; tab++) {
            var before = first.context().pages().get(first.context().pages().size() - 1);
            assertThat(connection(before)).hasText(Pattern.compile("Live"), within(15));
            hide(before, true);
            first.context().newPage().navigate(obstacle.address());
        }
        var seventh = first.context().pages().get(6);
        assertThat(connection(seventh)).hasText(Pattern.compile("Live"), within(15));
        sign(seventh, "Ada", "from the seventh tab");
        assertThat(seventh.locator(".entry .state:visible")).hasText("Yours");
        hide(first, false);
        assertThat(first.locator(".entry .text")).hasText("from the seventh tab", within(10));
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void behind_a_password_one_signs_and_withdraws() {
        obstacle.ask("guest", "secret");
        var ada = browsers.window(
                obstacle.address(), options -> options.setHttpCredentials("guest", "secret"), page -> {});
        signAndWithdraw(ada);
    }

    @Test
    void with_name_and_password_in_the_address_one_signs_and_withdraws() {
        obstacle.ask("guest", "secret");
        var ada = browsers.window(obstacle.address().replace("//", "//guest:secret@"));
        signAndWithdraw(ada);
    }

    @Test
    void where_delete_is_refused_one_withdraws() {
        obstacle.answer(405, request -> request.method().equals("DELETE"));
        signAndWithdraw(browsers.window(obstacle.address()));
    }

    @Test
    void what_something_on_the_way_refuses_is_named_and_can_be_taken_back() {
        obstacle.answer(403, request -> request.method().equals("POST") || request.isUpgrade());
        var ada = browsers.window(obstacle.address());
        sign(ada, "Ada", "words that a firewall dislikes");
        assertThat(ada.locator(".entry .state"))
                .hasText("Something on the way answered 403, not the book. It is sent again by itself.");
        ada.reload();
        assertThat(ada.locator(".entry .text")).hasText("words that a firewall dislikes");
        var other = ada.context().newPage();
        other.navigate(obstacle.address());
        assertThat(other.locator(".entry .text")).hasText("words that a firewall dislikes");
        button(ada, "Take back").click();
        assertThat(ada.locator("#text")).hasValue("words that a firewall dislikes");
        assertThat(ada.locator("#text")).isFocused();
        assertThat(ada.locator("#announcer")).hasText("Taken back; your words stand in the form.");
        assertThat(ada.locator(".entry")).hasCount(0);
        assertThat(other.locator(".entry")).hasCount(0);
        obstacle.step();
        button(ada, "Sign the book").click();
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void whoever_waits_long_for_an_answer_may_take_the_words_back_and_signs_them_once() throws Exception {
        var ada = browsers.window(obstacle.address());
        assertThat(connection(ada)).hasText(Pattern.compile("Live"));
        obstacle.swallow();
        sign(ada, "Ada", "on second thoughts");
        button(ada, "Take back").click();
        assertThat(ada.locator(".entry")).hasCount(0);
        assertThat(ada.locator("#text")).hasValue("on second thoughts");
        assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(15));
        assertEquals(0, json(http.get("api/v1/entries")).size(), "nobody sends what was taken back");

        obstacle.swallow();
        button(ada, "Sign the book").click();
        button(ada, "Take back").click();
        button(ada, "Sign the book").click();
        assertThat(ada.locator(".entry .state")).hasText("Yours", within(15));
        assertThat(ada.locator(".entry")).hasCount(1);
        assertEquals(1, json(http.get("api/v1/entries")).size());
        browsers.assertNoComplaints(NETWORK);
    }

    /** The entry comes over the stream of events, the answer over a connection of its own. */
    @Test
    void an_entry_that_is_heard_of_before_its_answer_stands_there_once() {
        obstacle.answer(502, Obstacle.Request::isUpgrade);
        obstacle.withhold(request -> request.method().equals("POST"));
        var ada = browsers.window(obstacle.address());
        assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(10));
        sign(ada, "Ada", "quicker than my answer");
        assertThat(ada.locator(".entry[data-id]")).isVisible();
        assertThat(ada.locator(".entry")).hasCount(1);
        obstacle.step();
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        assertThat(ada.locator(".entry")).hasCount(1);
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void behind_a_proxy_that_strips_a_prefix_the_page_is_whole_with_and_without_the_slash() throws Exception {
        try (var prefixed = new Obstacle(Map.of("/book", guestbook.book()))) {
            for (var end : new String[] {"book", "book/", "book?q=ada", "book/lab"}) {
                var grace = browsers.window(prefixed.address() + end);
                assertEquals(
                        "40px", grace.evaluate("getComputedStyle(document.querySelector('main')).paddingTop"), end);
            }
            var ada = browsers.window(prefixed.address() + "book");
            assertEquals(prefixed.address() + "book/", ada.url());
            signAndWithdraw(ada);
        }
    }

    @Test
    void two_books_on_one_host_know_nothing_of_each_other(@TempDir Path other) throws Exception {
        try (var museum = GuestbookProcess.open(other);
                var host = new Obstacle(Map.of("/wedding", guestbook.book(), "/museum", museum.book()))) {
            var ada = browsers.window(host.address() + "wedding/");
            sign(ada, "Ada", "at the wedding");
            assertThat(ada.locator(".entry .state")).hasText("Yours");
            host.answer(502, request -> request.method().equals("POST") || request.isUpgrade());
            host.cut();
            sign(ada, "Ada", "still on its way");
            assertThat(ada.locator(".entry.pending")).hasCount(1);
            ada.locator("#text").fill("a draft for the wedding");

            host.answer(502, request -> request.path().startsWith("/wedding"));
            new HttpBook(museum.book()).sign("Grace", "at the museum");
            ada.navigate(host.address() + "museum/");
            assertThat(connection(ada)).hasText(Pattern.compile("Live"));
            assertThat(ada.locator(".entry")).hasCount(1);
            assertThat(ada.locator(".entry .own")).isHidden();
            assertThat(ada.locator("#text")).hasValue("");

            host.step();
            ada.navigate(host.address() + "wedding/");
            assertThat(ada.locator("#text")).hasValue("a draft for the wedding");
            assertThat(ada.locator(".entry .state").first()).hasText("Yours", within(10));
            assertThat(ada.locator(".entry")).hasCount(2);
            assertEquals(
                    1, json(new HttpBook(museum.book()).get("api/v1/entries")).size());
        }
        browsers.assertNoComplaints(NETWORK);
    }

    private static void signAndWithdraw(Page ada) {
        sign(ada, "Ada", "here I am");
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        withdraw(ada);
        assertThat(ada.locator(".entry")).hasCount(0);
        browsers.assertNoComplaints(NETWORK);
    }

    private Page window(Consumer<Page> prepared) {
        return browsers.window(obstacle.address(), options -> {}, prepared);
    }
}
