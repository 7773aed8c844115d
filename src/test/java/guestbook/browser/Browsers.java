package guestbook.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The installed Chromium; every window is a person with a browser of their own. */
final class Browsers implements AutoCloseable {
    private static final List<String> QUIET = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser chromium = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(installed())
                    .setArgs(QUIET));
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** A new window on this address. */
    Page window(String address) {
        return window(address, options -> {}, page -> {});
    }

    /** A new window, prepared before it opens the address. */
    Page window(String address, Consumer<Browser.NewContextOptions> options, Consumer<Page> prepared) {
        var chosen = new Browser.NewContextOptions().setLocale("en-GB");
        options.accept(chosen);
        var page = chromium.newContext(chosen).newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) complaints.add(message.text());
        });
        page.onPageError(complaints::add);
        prepared.accept(page);
        page.navigate(address);
        return page;
    }

    /** Fails where a page complained in its console, but for what the test itself brought about. */
    void assertNoComplaints(String... expected) {
        var allowed = Arrays.stream(expected).map(Pattern::compile).toList();
        var surprising = complaints.stream()
                .filter(complaint ->
                        allowed.stream().noneMatch(one -> one.matcher(complaint).find()))
                .toList();
        complaints.clear();
        assertEquals(List.of(), surprising);
    }

    void closeWindows() {
        chromium.contexts().forEach(BrowserContext::close);
        complaints.clear(); // what a closed window still said belongs to no other test
    }

    @Override
    public void close() {
        playwright.close();
    }

    private static Path installed() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .flatMap(folder -> List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Chromium is missing; bin/setup test installs it."));
    }
}
