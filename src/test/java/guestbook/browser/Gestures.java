package guestbook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;

/** What a guest does at the page. */
final class Gestures {
    private Gestures() {}

    static void sign(Page page, String name, String text) {
        page.locator("#name").fill(name);
        page.locator("#text").fill(text);
        button(page, "Sign the book").click();
    }

    static void withdraw(Page page) {
        var act = page.locator(".entry .act:visible");
        act.click();
        assertThat(act).hasText("Withdraw for good?");
        page.waitForTimeout(800); // a second click at once is taken for a double one
        act.click();
    }

    /** Another tab comes before this one, or goes. */
    static void hide(Page page, boolean hidden) {
        page.evaluate(
                "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
                        + " document.dispatchEvent(new Event('visibilitychange')); }",
                hidden);
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator connection(Page page) {
        return page.locator("#connection");
    }

    static LocatorAssertions.HasTextOptions within(int seconds) {
        return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1_000);
    }

    /** Looks at the page on phone and desktop, light and dark. */
    static void picture(Page page, String name) {
        var before = page.viewportSize();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : new int[] {360, 1280}) {
                page.setViewportSize(width, 800);
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                assertEquals(
                        page.evaluate("document.documentElement.clientWidth"),
                        page.evaluate("document.documentElement.scrollWidth"),
                        "nothing sticks out at " + width);
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of("target/screenshots/" + name + "-" + width + "-" + scheme + ".png")));
            }
        }
        page.setViewportSize(before.width, before.height);
    }
}
