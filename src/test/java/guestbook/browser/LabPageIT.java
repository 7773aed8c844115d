package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each section of the lab, driven in a real browser as a teacher would. */
@Tag("long")
class LabPageIT {
    private static GuestbookProcess guestbook;
    private static Browsers browsers;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder);
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
    void the_handshake_is_shown_and_computed_and_a_wrong_one_is_refused() {
        var section = lab().locator("#handshake");
        button(section, "Shake hands").click();

        assertThat(section.locator("[data-request]"))
                .containsText(Pattern.compile("sec-websocket-key: \\S{22}==", Pattern.CASE_INSENSITIVE));
        assertThat(section.locator("[data-response]")).containsText("HTTP/1.1 101");
        assertThat(section.locator("[data-negotiated]")).containsText("the server chose “chat”");
        assertThat(section.locator("[data-response] strong, [data-response] mark"))
                .hasCount(4);
        assertThat(section.locator("[data-steps] li").last()).containsText("exactly this");
        browsers.assertNoComplaints();

        button(section, "Connect there").click();
        assertThat(section.locator("[data-wrong-result]")).containsText("new WebSocket → error → close 1006");
        browsers.assertNoComplaints("Sec-WebSocket-Accept");
    }

    @Test
    void a_frame_is_drawn_bit_by_bit_and_parsed_from_hex() {
        var section = lab().locator("#frames");
        assertThat(section.locator(".bit")).hasCount(11 * 8);
        assertThat(section.locator(".xor tr").last()).hasText("in ASCIIHello");

        section.getByLabel("masked").uncheck();
        assertThat(section.locator("textarea")).hasValue("81 05 48 65 6c 6c 6f");
        section.getByLabel("in two fragments").check();
        assertThat(section.locator("textarea")).hasValue("01 03 48 65 6c 80 02 6c 6f");
        assertThat(section.locator(".frame")).hasCount(2);
        section.getByLabel("Kind").selectOption("close");
        assertThat(section.locator("textarea")).hasValue("88 07 03 e8 48 65 6c 6c 6f");
        section.getByLabel("Kind").selectOption("text");
        section.getByLabel("Message").fill("x".repeat(70_000));
        assertThat(section.locator("dd").filter(new Locator.FilterOptions().setHasText("127: the next 64 bits")))
                .hasCount(0);
        section.getByLabel("in two fragments").uncheck();
        assertThat(section.locator("dd").filter(new Locator.FilterOptions().setHasText("127: the next 64 bits")))
                .hasCount(1);

        // RFC 6455 §5.7: "Hello", masked
        section.locator("textarea").fill("818537fa213d7f9f4d5158");
        assertThat(section.locator(".frame dd").last()).hasText("“Hello”");
        assertThat(section.locator(".frame")).hasCount(1);
        section.locator("textarea").fill("8185 37fa");
        assertThat(section.locator("[data-frame-fault]")).containsText("four bytes");
        section.locator("textarea").fill("81 0g");
        assertThat(section.locator("[data-frame-fault]")).containsText("two digits");
        browsers.assertNoComplaints();
    }

    @Test
    void the_echo_answers_the_message_of_the_frame() {
        var section = lab().locator("#frames");
        section.getByLabel("Message").fill("Hello, echo");
        button(section, "Let the echo").click();
        assertThat(section.locator("[data-echoed]")).hasText("Echoed: Hello, echo");
        section.getByLabel("Kind").selectOption("close");
        section.getByLabel("Close code").fill("4321");
        button(section, "Let the echo").click();
        assertThat(section.locator("[data-echoed]")).hasText("Closed with 4321 Hello, echo");
        section.getByLabel("Close code").fill("1001");
        button(section, "Let the echo").click();
        assertThat(section.locator("[data-echoed]")).containsText("The browser refuses");
        browsers.assertNoComplaints();
    }

    @Test
    void states_and_events_of_a_real_connection_are_shown() {
        var section = lab().locator("#states");
        var timeline = section.locator("[data-timeline]");
        button(section, "new WebSocket").click();
        assertThat(section.locator("[aria-current]")).hasText("1 OPEN");
        button(section, "String").click();
        assertThat(timeline).containsText("onmessage: String “Hello”; origin “ws://localhost");
        button(section, "ArrayBuffer").click();
        assertThat(timeline).containsText("onmessage: ArrayBuffer of 3 bytes");
        button(section, "Blob").click();
        assertThat(timeline).containsText("onmessage: Blob of 15 bytes");
        button(section, "four megabytes").click();
        assertThat(timeline).containsText("onmessage: ArrayBuffer of 4,194,304 bytes");
        assertThat(timeline).containsText(Pattern.compile("bufferedAmount 4\\d{6}"));
        assertThat(section.locator("[data-buffered]")).hasText("0");
        button(section, "close(4001").click();
        assertThat(timeline).containsText("onclose: code 4001, reason “enough”, clean");
        assertThat(section.locator("[aria-current]")).hasText("3 CLOSED");
        assertThat(timeline.locator("tr", new Locator.LocatorOptions().setHasText("close(4001, \"enough\")"))
                        .last())
                .containsText("2close(4001");
        browsers.assertNoComplaints();

        button(section, "connect where nobody is").click();
        assertThat(timeline).containsText("onclose: code 1006");
        assertThat(timeline).containsText("onclose: code 4001");
        browsers.assertNoComplaints("404");
    }

    @Test
    void four_ways_are_measured_side_by_side_and_leave_nothing_in_the_book() throws Exception {
        var page = lab();
        var section = page.locator("#ways");
        section.getByLabel("entries").fill("3");
        button(section, "Sign and measure").click();
        assertThat(section.locator("[data-measuring]"))
                .containsText("done", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));

        var webSocket = eachEntry(section, "WEBSOCKET");
        assertTrue(webSocket > 0);
        assertTrue(webSocket < eachEntry(section, "EVENT_STREAM") + 1, "an event has a few more bytes than a frame");
        assertTrue(webSocket < eachEntry(section, "LONG_POLLING"));
        assertTrue(webSocket < eachEntry(section, "SHORT_POLLING"));
        assertThat(section.locator("circle")).hasCount(4 * 3);
        var http = new HttpBook(guestbook.book());
        eventually(
                Duration.ofSeconds(10),
                () -> http.get("api/v1/entries").body().equals("[]"),
                () -> "the lab's entries are still there");
        browsers.assertNoComplaints();
    }

    @Test
    void waiting_while_nothing_happens_is_measured() {
        var section = lab().locator("#ways");
        section.getByLabel("short polling asks every").fill("0.5");
        section.getByLabel("for").fill("30");
        button(section, "Wait and measure").click();
        assertThat(button(section, "Sign and measure")).isDisabled();
        assertThat(section.locator("[data-waiting]"))
                .hasText("done", new LocatorAssertions.HasTextOptions().setTimeout(60_000));

        assertEquals(60, idle(section, "SHORT_POLLING", 0), 5, "two questions a second");
        assertEquals(1, idle(section, "LONG_POLLING", 0), "it is asked again after 25 seconds");
        assertEquals(1, idle(section, "WEBSOCKET", 0), "it is pinged after 25 seconds");
        assertEquals(6, idle(section, "EVENT_STREAM", 0), 1, "a line every five seconds");
        assertEquals(0, idle(section, "EVENT_STREAM", 1), "nobody asks");
        assertTrue(idle(section, "WEBSOCKET", 1) <= 6 + 125, "a pong");
        assertTrue(idle(section, "WEBSOCKET", 2) <= 2 + 125, "a ping");
        var bytes = List.of("WEBSOCKET", "EVENT_STREAM", "LONG_POLLING", "SHORT_POLLING").stream()
                .map(way -> idle(section, way, 3))
                .toList();
        assertEquals(bytes.stream().sorted().toList(), bytes);
        assertTrue(bytes.get(3) > 10 * bytes.get(2), "short polling costs many times as much: " + bytes);
        browsers.assertNoComplaints();
    }

    @Test
    void clients_wave_to_one_another_and_a_mesh_is_reckoned() {
        var section = lab().locator("#scaling");
        assertThat(section.locator("[data-instances]")).containsText("local, at work");
        button(section, "Connect five clients").click();
        assertThat(section.locator("[data-client-list] code")
                        .filter(new Locator.FilterOptions().setHasText("at instance")))
                .hasCount(5);
        button(section, "Wave").click();
        assertThat(section.locator("[data-waved]")).hasText("client 5 was waved to by client 1");
        assertThat(section.locator("[data-mesh]")).containsText("5,000 connections");
        section.getByLabel("instances").fill("10");
        assertThat(section.locator("[data-mesh]")).containsText("10,000 connections");
        browsers.assertNoComplaints();
    }

    @Test
    void a_foreign_origin_is_refused_and_the_books_own_is_not() {
        var section = lab().locator("#origin");
        button(section, "Knock").click();
        assertThat(section.locator("[data-knock-request]")).containsText("Origin: https://elsewhere.example");
        assertThat(section.locator("[data-knock-response]")).containsText("HTTP/1.1 403");
        section.getByLabel("a page of").fill(guestbook.book().toString().replaceFirst("/$", ""));
        button(section, "Knock").click();
        assertThat(section.locator("[data-knock-response]")).containsText("HTTP/1.1 101");
        assertThat(section.locator("[data-connection]")).containsText("plain (http, ws)");
        browsers.assertNoComplaints();
    }

    @Test
    void it_is_a_pleasure_on_every_screen() {
        for (var scheme : ColorScheme.values()) {
            if (scheme == ColorScheme.NO_PREFERENCE) continue;
            for (var width : new int[] {1280, 390}) {
                var page = browsers.window(
                        guestbook.book() + "lab",
                        options -> options.setColorScheme(scheme).setViewportSize(width, 900),
                        prepared -> {});
                button(page.locator("#handshake"), "Shake hands").click();
                assertThat(page.locator("[data-steps] li").last()).containsText("exactly this");
                button(page.locator("#states"), "new WebSocket").click();
                button(page.locator("#scaling"), "Connect five").click();
                button(page.locator("#origin"), "Knock").click();
                page.locator("#ways").getByLabel("entries").fill("1");
                button(page.locator("#ways"), "Sign and measure").click();
                assertThat(page.locator("[data-measuring]"))
                        .containsText("done", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
                page.locator("#ways").getByLabel("for").fill("1");
                button(page.locator("#ways"), "Wait and measure").click();
                assertThat(page.locator("[data-waiting]"))
                        .hasText("done", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
                assertEquals(
                        Boolean.TRUE,
                        page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
                        "nothing is wider than the screen");
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target/screenshots/lab-" + width + "-"
                                + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
            }
        }
        browsers.assertNoComplaints();
    }

    @Test
    void the_interface_can_be_tried_out_in_its_own_document() {
        var page = browsers.window(guestbook.book() + "swagger.html");
        var health = page.locator("#operations-default-isReady");
        health.locator(".opblock-summary-control").click();
        health.locator(".try-out__btn").click();
        health.locator(".execute").click();
        var answer = health.locator(".live-responses-table");
        assertThat(answer.locator(".response-col_status").last()).containsText("200");
        assertThat(answer).containsText("\"status\": \"up\"");
        browsers.assertNoComplaints();
    }

    private static Page lab() {
        return browsers.window(guestbook.book() + "lab");
    }

    private static Locator button(Locator section, String words) {
        return section.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(words));
    }

    private static int idle(Locator section, String way, int column) {
        var cell = section.locator("[data-idle-figures] tr[data-way=" + way + "] td")
                .nth(column);
        return Integer.parseInt(cell.innerText().replace(",", ""));
    }

    private static int eachEntry(Locator section, String way) {
        var cell = section.locator("[data-figures] tr[data-way=" + way + "] td").nth(3);
        return Integer.parseInt(cell.innerText().replace(",", ""));
    }
}
