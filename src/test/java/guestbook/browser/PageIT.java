package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.HttpBook.json;
import static guestbook.browser.Gestures.button;
import static guestbook.browser.Gestures.connection;
import static guestbook.browser.Gestures.sign;
import static guestbook.browser.Gestures.withdraw;
import static guestbook.browser.Gestures.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests at the page, in real browsers; each test begins with an empty book. */
class PageIT {
    private static final String NETWORK = "Failed to load resource|WebSocket connection to|ERR_";
    private static final String NOT_SENT = "Not sent yet; it is sent again by itself.";
    private static final String ANYONE_DELETES = "GUESTBOOK_DELETE=anyone";

    /** As behind a proxy that does not know WebSocket: the connection is tried, and fails. */
    private static final String NO_WEB_SOCKET_COMES_THROUGH = """
            const Real = WebSocket;
            window.WebSocket = class extends Real {
              constructor(url, protocols) {
                super(new URL("/health/live", url), protocols);
              }
            };
            """;

    private static Browsers browsers;

    @TempDir
    private static Path folder;

    private static GuestbookProcess guestbook;
    private static String address;
    private static HttpBook http;

    @BeforeAll
    static void start() throws Exception {
        browsers = new Browsers();
        guestbook = GuestbookProcess.open(folder, ANYONE_DELETES);
        address = guestbook.book().toString();
        http = new HttpBook(guestbook.book());
    }

    @AfterAll
    static void stop() throws Exception {
        browsers.close();
        guestbook.close();
    }

    @BeforeEach
    void emptyTheBook() throws Exception {
        for (var some = someIds(); !some.isEmpty(); some = someIds()) {
            var ids = some;
            atOnce(ids.size(), number -> http.delete("api/v1/entries/" + ids.get(number)));
        }
    }

    private static List<String> someIds() throws Exception {
        return json(http.get("api/v1/entries?limit=1000")).findValuesAsText("id");
    }

    private interface Request {
        void send(int number) throws Exception;
    }

    /** Many requests from some guests. */
    private static void atOnce(int requests, Request request) throws Exception {
        var guests = Executors.newFixedThreadPool(16);
        try {
            var sent = IntStream.range(0, requests)
                    .mapToObj(number -> guests.submit(() -> {
                        request.send(number);
                        return null;
                    }))
                    .toList();
            for (var one : sent) one.get();
        } finally {
            guests.shutdown();
        }
    }

    @AfterEach
    void closeWindows() {
        browsers.closeWindows();
    }

    @Test
    void an_entry_signed_in_one_browser_appears_in_the_other_without_reload() {
        var ada = browsers.window(address);
        var grace = browsers.window(address);
        assertThat(grace.getByText("Be the first to sign.")).isVisible();
        assertThat(grace.locator("#connection")).hasText(Pattern.compile("Live"));
        assertThat(grace.locator("#search")).isHidden();

        sign(ada, "Ada Lovelace", "Hello,\nGrace! <b>😀</b> See https://example.org/a?b=c.");
        var heard = grace.locator(".entry");
        assertThat(heard).hasCount(1);
        assertThat(heard.locator(".name")).hasText("Ada Lovelace");
        assertThat(heard.locator(".text")).hasText("Hello,\nGrace! <b>😀</b> See https://example.org/a?b=c.");
        assertThat(heard.locator(".text a")).hasAttribute("rel", "ugc nofollow noopener noreferrer");
        assertThat(heard.locator("time")).hasText("now");
        assertThat(grace.locator("#count")).hasText("1");
        assertThat(grace.locator("#announcer")).hasText("1 new entry");
        assertThat(grace.getByText("Be the first to sign.")).isHidden();
        assertThat(grace.locator("#search")).isVisible();

        assertThat(ada.locator(".entry")).hasCount(1);
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        assertThat(ada.locator("#text")).hasValue("");
        ada.reload();
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        assertThat(ada.locator("#name")).hasValue("Ada Lovelace");
        browsers.assertNoComplaints();
    }

    @Test
    void everybody_sees_how_many_read_and_write() {
        var ada = browsers.window(address);
        assertThat(ada.locator("#presence")).hasText("1 reading");
        var grace = browsers.window(address);
        assertThat(ada.locator("#presence")).hasText("2 reading");
        assertThat(grace.locator("#presence")).hasText("2 reading");
        grace.locator("#name").fill("Grace");
        grace.locator("#text").fill("Dear Ada");
        assertThat(ada.locator("#presence")).hasText("2 reading, 1 writing");
        grace.locator("#text").press("Control+Enter");
        assertThat(ada.locator("#presence")).hasText("2 reading");
        grace.close();
        assertThat(ada.locator("#presence")).hasText("1 reading");
        browsers.assertNoComplaints();
    }

    @Test
    void ones_own_entry_can_be_withdrawn_and_vanishes_everywhere() {
        var ada = browsers.window(address);
        var grace = browsers.window(address);
        sign(ada, "Ada", "I should not have said that");
        assertThat(grace.locator(".entry")).hasCount(1);
        assertThat(grace.locator(".entry .own")).isHidden();
        assertThat(withdrawal(ada)).hasAttribute("aria-label", "Withdraw – Ada: I should not have said that");
        withdrawal(ada).dblclick();
        assertThat(withdrawal(ada)).hasText("Withdraw for good?");
        ada.locator(".entry .keep").click();
        assertThat(withdrawal(ada)).hasText("Withdraw");
        assertThat(grace.locator(".entry")).hasCount(1);
        withdraw(ada);
        assertThat(ada.locator(".entry")).hasCount(0);
        assertThat(ada.locator("#announcer")).hasText("The entry was withdrawn.");
        assertThat(ada.locator("#entries-heading")).isFocused();
        assertThat(grace.locator(".entry")).hasCount(0);
        assertThat(grace.locator("#count")).hasText("0");
        browsers.assertNoComplaints();
    }

    @Test
    void the_focus_goes_from_a_withdrawn_entry_to_its_neighbour() throws Exception {
        http.sign("Grace", "above and below");
        var ada = browsers.window(address);
        sign(ada, "Ada", "I should not have said that");
        assertThat(ada.locator(".entry")).hasCount(2);
        http.sign("Grace", "newer");
        assertThat(ada.locator(".entry")).hasCount(3);
        withdraw(ada);
        assertThat(ada.locator(".entry")).hasCount(2);
        assertThat(ada.locator(".entry").last()).isFocused();
        browsers.assertNoComplaints();
    }

    @Test
    void an_address_that_other_programs_read_otherwise_leads_nowhere_else() {
        var page = browsers.window(address + "/elsewhere.example/..;x");
        assertTrue(page.url().startsWith(address), page::url);
        assertThat(button(page, "Sign the book")).isVisible();
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void what_is_wrong_stands_beside_the_field_and_nothing_is_lost() {
        var ada = browsers.window(address);
        button(ada, "Sign the book").click();
        assertThat(ada.locator("#name-fault")).hasText("Please write your name.");
        assertThat(ada.locator("#text-fault")).hasText("Please write a message.");
        assertThat(ada.locator("#name")).isFocused();
        ada.locator("#name").fill("Ada");
        assertThat(ada.locator("#name-fault")).hasText("");
        ada.locator("#text").fill("😀".repeat(2_001));
        assertThat(ada.locator("#text-counter")).hasText("2,001 of 2,000");
        button(ada, "Sign the book").click();
        assertThat(ada.locator("#text-fault")).hasText("The message is too long; 2,000 characters fit.");
        assertThat(ada.locator(".entry")).hasCount(0);

        ada.locator("#text").fill("a draft");
        ada.reload();
        assertThat(ada.locator("#text")).hasValue("a draft");
        ada.locator("#text").press("Control+Enter");
        assertThat(ada.locator(".entry .text")).hasText("a draft");
        browsers.assertNoComplaints();
    }

    @Test
    void who_was_offline_catches_up_and_is_told_so() throws Exception {
        var grace = browsers.window(address);
        assertThat(grace.locator("#connection")).hasText(Pattern.compile("Live"));
        grace.context().setOffline(true);
        http.sign("Ada", "while you were away");
        http.sign("Ada", "and another");
        assertThat(grace.locator("#connection")).hasText(Pattern.compile("Not connected"), within(10));
        assertThat(button(grace, "Connect now")).isVisible();
        sign(grace, "Grace", "written on the train");
        assertThat(grace.locator(".entry .state")).hasText(NOT_SENT);

        grace.context().setOffline(false);
        assertThat(grace.locator("#caught-up")).hasText("Caught up, 2 new entries.");
        assertThat(grace.locator(".entry")).hasCount(3);
        assertThat(grace.locator(".entry .state").first()).hasText("Yours");
        assertEquals(3, json(http.get("api/v1/entries")).size(), "signed once");
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void an_entry_sent_while_the_server_restarts_is_signed_once() throws Exception {
        var port = guestbook.book().getPort();
        var ada = browsers.window(address);
        assertThat(ada.locator("#connection")).hasText(Pattern.compile("Live"));
        guestbook.kill();
        sign(ada, "Ada", "Is anybody there?");
        assertThat(ada.locator(".entry .state")).hasText(NOT_SENT);
        guestbook = GuestbookProcess.open(folder, ANYONE_DELETES, "GUESTBOOK_PORT=" + port);
        assertThat(ada.locator(".entry .state")).hasText("Yours", within(40));
        assertThat(connection(ada)).hasText(Pattern.compile("Live"), within(2));
        assertThat(ada.locator(".entry")).hasCount(1);
        assertEquals(1, json(http.get("api/v1/entries")).size());
        guestbook.stop();
        guestbook = GuestbookProcess.open(folder, ANYONE_DELETES, "GUESTBOOK_PORT=" + port);
        ada.reload();
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void without_websocket_the_page_hears_by_server_sent_events() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        var grace = browsers.window(address, options -> {}, page -> {
            page.addInitScript(NO_WEB_SOCKET_COMES_THROUGH);
            page.onRequest(request -> asked.add(request.url()));
        });
        assertThat(grace.locator("#connection")).hasText(Pattern.compile("Live"));
        http.sign("Ada", "by events");
        assertThat(grace.locator(".entry .text")).hasText("by events");
        assertTrue(asked.stream().anyMatch(url -> url.contains("api/v1/events")), asked::toString);
        sign(grace, "Grace", "by post");
        assertThat(grace.locator(".entry .state").first()).hasText("Yours");
        assertThat(grace.locator(".entry")).hasCount(2);
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void without_websocket_and_events_the_page_hears_by_long_polling() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        var grace = browsers.window(address, options -> {}, page -> {
            page.addInitScript("delete window.WebSocket");
            page.route(Pattern.compile(".*/api/v1/events.*"), Route::abort);
            page.onRequest(request -> asked.add(request.url()));
        });
        assertThat(grace.locator("#connection")).hasText(Pattern.compile("Live"));
        http.sign("Ada", "by polling");
        assertThat(grace.locator(".entry .text")).hasText("by polling");
        http.sign("Ada", "by polling again");
        assertThat(grace.locator(".entry")).hasCount(2);
        assertTrue(asked.stream().anyMatch(url -> url.contains("wait=15")), asked::toString);
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void an_entry_that_the_book_cannot_take_just_now_is_sent_again_by_itself() throws Exception {
        var busy = new Route.FulfillOptions().setStatus(503).setContentType("application/json");
        var ada = browsers.window(address, options -> {}, page -> {
            page.addInitScript(NO_WEB_SOCKET_COMES_THROUGH);
            page.route(
                    Pattern.compile(".*/api/v1/entries"),
                    route -> route.fulfill(busy.setBody("{\"errors\":[{\"field\":\"\",\"code\":\"unavailable\"}]}")),
                    new Page.RouteOptions().setTimes(1));
        });
        assertThat(ada.locator("#connection")).hasText(Pattern.compile("Live"));
        sign(ada, "Ada", "patience");
        assertThat(ada.locator(".entry .state")).hasText(NOT_SENT);
        assertThat(ada.locator(".entry .state")).hasText("Yours", within(20));
        assertEquals(1, json(http.get("api/v1/entries")).size());
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void when_the_book_was_replaced_the_page_loads_the_new_one(@TempDir Path old, @TempDir Path restored)
            throws Exception {
        var first = GuestbookProcess.open(old);
        var port = "GUESTBOOK_PORT=" + first.book().getPort();
        var grace = browsers.window(first.book().toString());
        sign(grace, "Grace", "in the old book");
        assertThat(grace.locator(".entry .state")).hasText("Yours");
        first.kill();
        try (var second = GuestbookProcess.open(restored, port)) {
            var book = new HttpBook(second.book());
            book.sign("Ada", "in the new book");
            assertThat(grace.locator(".entry .text")).hasText("in the new book", within(40));
            assertThat(grace.locator(".entry .own")).isHidden();
            book.sign("Ada", "and live again");
            assertThat(grace.locator(".entry .text").first()).hasText("and live again");
            assertThat(grace.locator(".entry")).hasCount(2);
        }
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void without_javascript_the_page_shows_signs_and_withdraws() throws Exception {
        for (var number = 1; number <= 25; number++) http.sign("Ada", "Entry " + number);
        var grace = browsers.window(address, options -> options.setJavaScriptEnabled(false), page -> {});
        assertThat(grace.locator(".entry")).hasCount(20);
        assertThat(grace.locator(".entry .text").first()).hasText("Entry 25");
        grace.getByText("Older entries").click();
        assertThat(grace.locator(".entry .text").first()).hasText("Entry 5");
        grace.getByText("All entries").click();

        grace.locator("#name").fill("Grace");
        grace.locator("#text").fill(" ");
        button(grace, "Sign the book").click();
        assertThat(grace.locator("#text-fault")).hasText("Please write a message.");
        assertThat(grace.locator("#name")).hasValue("Grace");
        grace.locator("#text").fill("by hand");
        button(grace, "Sign the book").click();
        assertThat(grace.getByText("Thank you, your entry is in the book.")).isVisible();
        assertEquals(address, grace.url(), "to load it again posts nothing");
        assertThat(grace.locator(".entry .text").first()).hasText("by hand");
        button(grace, "Withdraw").click();
        assertThat(grace.getByText("The entry was withdrawn.")).isVisible();
        assertEquals(address, grace.url());
        assertThat(grace.locator(".entry .text").first()).hasText("Entry 25");
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void a_search_finds_what_others_wrote_and_goes_back_as_far_as_it_must() throws Exception {
        http.sign("Zoë", "The oldest entry, from the garden");
        atOnce(1_010, number -> http.sign("Ada", "Entry " + number));
        var grace = browsers.window(address);
        var search = grace.getByRole(AriaRole.SEARCHBOX);
        search.fill("zoe GARDEN");
        search.press("Enter");
        assertThat(grace.locator(".entry .name")).hasText("Zoë");
        assertThat(grace.getByRole(AriaRole.SEARCHBOX)).hasValue("zoe GARDEN");
        assertThat(grace.locator("#older")).isHidden();

        http.sign("Ada", "news");
        assertThat(button(grace, "1 new entry – show all entries")).isVisible();
        grace.evaluate("scrollTo(0, 1)");
        grace.evaluate("scrollTo(0, 0)");
        assertThat(grace.locator("#count")).hasText("1,012");
        assertThat(grace.locator(".entry")).hasCount(1);

        grace.getByRole(AriaRole.SEARCHBOX).fill("rain");
        button(grace, "Find").click();
        assertThat(grace.getByText("Nothing found.")).isVisible();
        grace.getByText("All entries").click();
        assertThat(grace.locator(".entry .text").first()).hasText("news");
        browsers.assertNoComplaints();
    }

    @Test
    void who_reads_further_down_is_not_disturbed_but_told() throws Exception {
        for (var number = 1; number <= 65; number++) http.sign("Ada", "Entry " + number);
        var grace = browsers.window(address);
        assertThat(grace.locator("#connection")).hasText(Pattern.compile("Live"));
        while (grace.locator(".entry").count() < 65) {
            var before = grace.locator(".entry").count();
            grace.locator(".entry").last().scrollIntoViewIfNeeded();
            grace.evaluate("scrollTo(0, document.body.scrollHeight)");
            grace.waitForCondition(() -> grace.locator(".entry").count() > before);
        }
        assertThat(grace.locator("#older")).isHidden();
        var tenth = grace.locator(".entry").nth(55);
        var place = tenth.boundingBox().y;
        http.sign("Ada", "news");
        http.sign("Ada", "more news");
        assertThat(button(grace, "2 new entries")).isVisible();
        assertThat(grace.locator(".entry")).hasCount(65);
        assertEquals(place, tenth.boundingBox().y, 60, "nothing moves but for the pill");
        button(grace, "2 new entries").click();
        assertThat(grace.locator(".entry")).hasCount(67);
        assertThat(grace.locator(".entry .text").first()).hasText("more news");
        assertThat(grace.locator("#count")).hasText("67");
        browsers.assertNoComplaints();
    }

    @Test
    void nothing_moves_for_those_who_do_not_want_it() throws Exception {
        for (var number = 1; number <= 20; number++) http.sign("Ada", "Entry " + number);
        var grace = browsers.window(address, options -> options.setReducedMotion(ReducedMotion.REDUCE), page -> {});
        assertThat(connection(grace)).hasText(Pattern.compile("Live"));
        grace.evaluate("scrollTo(0, document.body.scrollHeight)");
        http.sign("Ada", "news");
        assertThat(button(grace, "1 new entry")).isVisible();
        var place = grace.evaluate("document.getElementById('pill').click();"
                + " Math.round(document.getElementById('entries-heading').getBoundingClientRect().top)");
        assertEquals(16, place, "it is there at once");
        assertThat(grace.locator(".entry.fresh")).hasCSS("animation-name", "none");
        browsers.assertNoComplaints();
    }

    /** Its form was sent before the script was there; the script is there afterwards. */
    @Test
    void who_signed_before_the_script_was_there_may_withdraw_and_finds_no_draft() {
        var ada = browsers.window(address);
        ada.locator("#name").fill("Ada");
        ada.locator("#text").fill("in a hurry");
        ada.route(Pattern.compile(".*/js/app.js"), Route::abort);
        ada.reload();
        ada.unroute(Pattern.compile(".*/js/app.js"));
        ada.locator("#name").fill("Ada");
        ada.locator("#text").fill("in a hurry");
        button(ada, "Sign the book").click();
        assertThat(ada.getByText("Thank you, your entry is in the book.")).isVisible();
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        assertThat(ada.locator("#text")).hasValue("");
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void a_double_click_and_a_key_held_down_sign_once_and_complain_of_nothing() throws Exception {
        var ada = browsers.window(address);
        ada.locator("#name").fill("Ada");
        ada.locator("#text").fill("twice");
        button(ada, "Sign the book").dblclick();
        assertThat(ada.locator(".entry .state")).hasText("Yours");
        assertThat(ada.locator("#text-fault")).hasText("");
        assertThat(ada.locator("#announcer")).hasText("Signed.");
        ada.locator("#text").fill("held");
        ada.keyboard().down("Control");
        for (var times = 0; times < 5; times++) ada.keyboard().down("Enter");
        ada.keyboard().up("Enter");
        ada.keyboard().up("Control");
        assertThat(ada.locator(".entry .state")).hasText(new String[] {"Yours", "Yours"});
        assertThat(ada.locator("#text-fault")).hasText("");
        assertEquals(2, json(http.get("api/v1/entries")).size());
        browsers.assertNoComplaints();
    }

    @Test
    void the_counter_is_heard_when_little_is_left_and_not_at_each_letter() {
        var ada = browsers.window(address);
        ada.locator("#text").fill("x".repeat(1_000));
        assertThat(ada.locator("#text-counter")).hasText("1,000 of 2,000");
        assertThat(ada.locator("#announcer")).hasText("");
        ada.locator("#text").fill("x".repeat(1_901));
        assertThat(ada.locator("#announcer")).hasText("1,901 of 2,000");
        ada.locator("#text").fill("x".repeat(1_902));
        assertThat(ada.locator("#text-counter")).hasText("1,902 of 2,000");
        assertThat(ada.locator("#announcer")).hasText("1,901 of 2,000");
        browsers.assertNoComplaints();
    }

    @Test
    void what_a_device_kept_and_nobody_can_send_is_forgotten() {
        var ada = browsers.window(address);
        ada.evaluate(
                "for (const [key, value] of [['a', '5'], ['b', '{}'], ['c', 'no json'], ['d', '{\"key\":\"e\",\"name\":\"Ada\",\"text\":\"t\"}']])"
                        + " localStorage.setItem('guestbook / pending ' + key, value)");
        ada.reload();
        assertThat(connection(ada)).hasText(Pattern.compile("Live"));
        assertThat(ada.locator(".entry")).hasCount(0);
        assertThat(ada.locator("#name")).hasValue("");
        assertEquals(0, ada.evaluate("Object.keys(localStorage).filter(key => key.includes('pending')).length"));
        browsers.assertNoComplaints();
    }

    /** What the page counts is what the book keeps. */
    @Test
    void the_page_counts_as_the_book_does() throws Exception {
        var ada = browsers.window(address);
        var clean =
                "async text => (await import(document.querySelector('script[src]').src.replace('app', 'cleaning'))).cleaned(text)";
        for (var text : List.of(
                "e\u0301e\u0301",
                " a\tb ",
                "a\u000bb",
                "\ufeffa",
                "a \n\n\n\n\n b",
                "x" + "\u0316".repeat(60) + "y",
                "👨‍👩‍👧",
                "a\u0007b",
                "a\u2028b",
                "a\u202ab",
                "a\u202cb\u2069",
                "a\u2066\nb\u2069",
                "\u202ba\u202c b",
                "\u202emoc\u202c",
                "e\u202c\u0301",
                "a\n\u200b\n\u200b\n\u200b\n\u200b\nb",
                "Z" + ("\u0301".repeat(8) + "\u200d").repeat(5),
                "\u00a0a\u3000",
                "a  \r\n b")) {
            var kept = json(http.sign("Ada", text)).path("text").asText();
            assertEquals(kept, ada.evaluate(clean, text));
        }
        browsers.assertNoComplaints();
    }

    @Test
    void the_link_to_an_entry_shows_that_one_and_says_when_it_is_gone() throws Exception {
        for (var number = 1; number <= 3; number++) http.sign("Ada", "Entry " + number);
        var grace = browsers.window(address);
        grace.locator(".entry .permalink").nth(1).click();
        assertThat(grace.locator(".entry .text")).hasText("Entry 2");
        assertThat(grace.locator("#count")).isHidden();
        assertTrue(
                grace.locator(".entry").boundingBox().y < grace.locator("#sign").boundingBox().y,
                "what one came for stands first");
        sign(grace, "Grace", "I have read it");
        assertThat(grace.locator(".entry .text"))
                .hasText(new String[] {"I have read it", "Entry 3", "Entry 2", "Entry 1"});
        assertThat(grace.locator(".entry .state").first()).hasText("Yours");

        var gone = browsers.window(address + "?entry=999999");
        assertThat(gone.getByText("This entry is not in the book, or no longer."))
                .isVisible();
        assertThat(gone.getByText("Be the first to sign.")).isHidden();
        gone.getByText("All entries").click();
        assertThat(gone.locator(".entry")).hasCount(4);
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void a_long_entry_shows_its_beginning_until_one_asks_for_more() throws Exception {
        http.sign("Ada", "l\n".repeat(300) + "the end"); // many lines
        http.sign("Ada", "x" + "\u0316".repeat(300) + " covers nobody");
        http.sign("Ada", "word ".repeat(390)); // many words
        var grace = browsers.window(address);
        assertThat(button(grace, "Show all of it")).hasCount(2);
        assertThat(grace.locator(".entry .text").nth(1)).hasCSS("overflow", "hidden");
        var long_ = grace.locator(".entry").last();
        var folded = long_.boundingBox().height;
        assertTrue(folded < 500, "it is " + folded + " high");
        button(grace, "Show all of it").last().click();
        assertTrue(long_.boundingBox().height > 3_000);
        button(grace, "Show less").click();
        assertEquals(folded, long_.boundingBox().height);
        browsers.assertNoComplaints();
    }

    @Test
    void a_web_address_ends_where_people_end_it() throws Exception {
        var links = new LinkedHashMap<String, String>();
        links.put("https://en.wikipedia.org/wiki/Mercury_(planet).", "https://en.wikipedia.org/wiki/Mercury_(planet)");
        links.put("(see https://example.com/a)", "https://example.com/a");
        links.put("https://example.com。", "https://example.com");
        links.put("「https://example.com/x」", "https://example.com/x");
        links.put("https://example.com/?a=1&b=2!", "https://example.com/?a=1&b=2");
        links.put("<https://example.com/>", "https://example.com/");
        links.put("https://example.com/ä", "https://example.com/ä");
        links.put("http://localhost:8080/x…", "http://localhost:8080/x");
        links.put("『https://example.com/x.』です。", "https://example.com/x");
        links.put("„https://example.com/x“", "https://example.com/x");
        links.put("https://example.com/東京 と", "https://example.com/東京");
        links.put("see https://example.com/a, https://example.com/b", "https://example.com/ahttps://example.com/b");
        links.put("http://a.b\u2067gpj.exe\u2069", "http://a.b");
        links.put("HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A");
        for (var text : links.keySet()) http.sign("Ada", text);
        var grace = browsers.window(address);
        var entries = grace.locator(".entry");
        assertThat(entries).hasCount(links.size());
        var at = links.size();
        for (var link : links.entrySet()) {
            var text = entries.nth(--at).locator(".text");
            assertThat(text).hasText(link.getKey());
            assertEquals(link.getValue(), String.join("", text.locator("a").allTextContents()), link.getKey());
        }
        browsers.assertNoComplaints();
    }

    @Test
    void what_is_no_web_address_is_no_link() throws Exception {
        http.sign(
                "Ada",
                "javascript:alert(1) data:text/html,x mailto:a@b.c ftp://a.b //a.b example.com https:// http://");
        var grace = browsers.window(address);
        assertThat(grace.locator(".entry")).hasCount(1);
        assertThat(grace.locator(".entry .text a")).hasCount(0);
        browsers.assertNoComplaints();
    }

    /** As people count: by the days of the calendar where the guest is. */
    @Test
    void times_are_told_as_people_count() {
        assertTold("Europe/London", new String[][] {
            {"2026-01-07T12:00:00Z", "2026-01-05T23:30:00Z", "2 days ago"},
            {"2026-01-07T12:00:00Z", "2026-01-06T00:30:00Z", "yesterday"},
            {"2026-03-01T12:00:00Z", "2026-01-02T12:00:00Z", "2 months ago"},
            {"2026-03-01T12:00:00Z", "2026-02-03T12:00:00Z", "3 weeks ago"},
            {"2026-01-07T12:00:00Z", "2026-01-07T09:00:00Z", "3 hours ago"},
            {"2026-01-07T12:00:00Z", "2026-01-07T11:58:30Z", "1 minute ago"},
            {"2026-01-07T12:00:00Z", "2026-01-07T12:00:30Z", "now"},
            {"2026-01-07T12:00:00Z", "2025-12-31T09:00:00Z", "last week"},
            {"2026-06-01T12:00:00Z", "2025-12-31T09:00:00Z", "6 months ago"},
            {"2027-01-01T12:00:00Z", "2025-12-31T09:00:00Z", "2 years ago"}
        });
        assertTold("America/New_York", new String[][] {{"2026-01-07T12:00:00Z", "2026-01-06T00:30:00Z", "2 days ago"}});
    }

    private static void assertTold(String zone, String[][] times) {
        var page = browsers.window(address, options -> options.setTimezoneId(zone), opened -> {});
        var tell =
                "async signed => { const at = document.querySelector('script[src]').src.replace('app', 'relative-times');"
                        + " const { RelativeTimes } = await import(at); const time = document.createElement('time');"
                        + " time.dateTime = signed; new RelativeTimes('en-GB').show(time); return time.textContent; }";
        for (var time : times) {
            page.clock().setFixedTime(time[0]);
            assertEquals(time[2], page.evaluate(tell, time[1]), time[1] + " seen at " + time[0] + " in " + zone);
        }
    }

    @Test
    void a_name_that_reads_backwards_turns_nothing_else_round() throws Exception {
        http.sign("\u202eadA", "\u202eolleh");
        var grace = browsers.window(address);
        assertThat(grace.locator(".entry .name")).hasText("adA");
        browsers.assertNoComplaints();
    }

    @Test
    void the_page_speaks_the_browsers_language() {
        var german = browsers.window(address, options -> options.setLocale("de-CH"), page -> {});
        assertThat(button(german, "Ins Buch schreiben")).isVisible();
        button(german, "Ins Buch schreiben").click();
        assertThat(german.locator("#name-fault")).hasText("Bitte schreiben Sie Ihren Namen.");
        var french = browsers.window(address, options -> options.setLocale("fr-FR"), page -> {});
        assertThat(button(french, "Sign the book")).isVisible();
        browsers.assertNoComplaints();
    }

    @Test
    void a_page_that_is_not_there_leads_back() {
        var lost = browsers.window(address + "some/where");
        assertThat(lost.getByText("There is nothing here.")).isVisible();
        lost.getByText("Back to the book").click();
        assertThat(button(lost, "Sign the book")).isVisible();
        browsers.assertNoComplaints(NETWORK);
    }

    @Test
    void the_page_fits_phone_and_desktop_in_light_and_dark() throws Exception {
        http.sign("Ada Lovelace", "What a lovely afternoon. The engine in the garden made the whole table laugh.");
        http.sign(
                "A name without any space that is as long as a name may be "
                        .repeat(3)
                        .substring(0, 80),
                "x".repeat(500));
        for (var scheme : ColorScheme.values()) {
            if (scheme == ColorScheme.NO_PREFERENCE) continue;
            for (var width : new int[] {360, 1280}) {
                var page = browsers.window(
                        address, options -> options.setViewportSize(width, 800).setColorScheme(scheme), opened -> {});
                assertThat(page.locator("#connection")).hasText(Pattern.compile("Live"));
                assertEquals(
                        page.evaluate("document.documentElement.clientWidth"),
                        page.evaluate("document.documentElement.scrollWidth"),
                        "nothing sticks out at " + width);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target/screenshots/page-" + width + "-" + scheme + ".png")));
            }
        }
        browsers.assertNoComplaints();
    }

    private static Locator withdrawal(Page page) {
        return page.locator(".entry .act");
    }
}
