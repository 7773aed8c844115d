package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import guestbook.GuestbookProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages like the lecture's, which come from another server and use the small demos with a few lines each. */
class LecturePagesIT {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    private static final String TIME_BY_WEBSOCKET = """
            const socket = new WebSocket("ws://%s/ws");
            socket.onopen = () => socket.send("start");
            socket.onmessage = (event) => (out.textContent = JSON.parse(event.data).now);
            """;
    private static final String TIME_BY_EVENTS = """
            const source = new EventSource("http://%s/sse");
            source.onmessage = (event) => (out.textContent = JSON.parse(event.data).now);
            """;
    private static final String CHAT = """
            const socket = new WebSocket("ws://%s/socket");
            socket.onopen = () => (out.dataset.open = "");
            socket.onmessage = (event) => {
              const { username, message } = JSON.parse(event.data);
              out.append(`${username}: ${message}`);
            };
            const say = (username, message) => socket.send(JSON.stringify({ username, message }));
            """;

    private static GuestbookProcess guestbook;
    private static HttpServer elsewhere;
    private static Browsers browsers;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder);
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/ws.html", TIME_BY_WEBSOCKET);
        serve("/sse.html", TIME_BY_EVENTS);
        serve("/chat.html", CHAT);
        elsewhere.start();
        browsers = new Browsers();
    }

    @AfterAll
    static void close() throws Exception {
        browsers.close();
        elsewhere.stop(0);
        guestbook.close();
    }

    @Test
    void the_time_goes_on_in_both() {
        for (var name : new String[] {"ws.html", "sse.html"}) {
            var out = browsers.window(page(name)).locator("#out");
            assertThat(out).hasText(TIME);
            var first = out.innerText();
            assertThat(out).not().hasText(first);
            assertThat(out).hasText(TIME);
            assertNotEquals(first, out.innerText());
        }
        browsers.assertNoComplaints();
    }

    @Test
    void two_chat() {
        var ada = browsers.window(page("chat.html"));
        var grace = browsers.window(page("chat.html"));
        for (var visitor : new Page[] {ada, grace})
            assertThat(visitor.locator("[data-open]")).hasCount(1);
        ada.evaluate("say('Ada', 'Hello <Grace>')");
        assertThat(ada.locator("#out")).hasText("Ada: Hello <Grace>");
        assertThat(grace.locator("#out")).hasText("Ada: Hello <Grace>");
        browsers.assertNoComplaints();
    }

    private static String page(String name) {
        return URI.create("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/" + name)
                .toString();
    }

    private static void serve(String path, String script) {
        var html = "<!DOCTYPE html><title>Lecture</title><link rel=icon href=data:,><p id=out></p><script>"
                + script.formatted(guestbook.book().getAuthority()) + "</script>";
        var bytes = html.getBytes(StandardCharsets.UTF_8);
        elsewhere.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html;charset=UTF-8");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
