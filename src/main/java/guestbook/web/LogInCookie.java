package guestbook.web;

import guestbook.edge.Origins;
import guestbook.moderation.Owner;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a browser keeps the secret of a log-in: no script reads it, and no other site's page makes the browser send it (RFC 6265 §5). */
public final class LogInCookie {
    private static final int LIFE_SECONDS = (int) Duration.ofDays(30).toSeconds();

    private final Owner owner;
    private final String name;

    /** @param mark of the book, because another one may live on the same host */
    public LogInCookie(Owner owner, String mark) {
        this.owner = owner;
        name = "guestbook-login-" + mark;
    }

    Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst();
    }

    /** The secret that the browser has sent, if its log-in lasts. */
    Optional<String> known(HttpServletRequest request) {
        return of(request).filter(owner::isKnownBy);
    }

    void begin(HttpServletRequest request, HttpServletResponse response, String secret) {
        set(request, response, secret, LIFE_SECONDS);
    }

    void end(HttpServletRequest request, HttpServletResponse response) {
        set(request, response, "", 0);
    }

    /** For the whole host, as with {@link Flash}. */
    private void set(HttpServletRequest request, HttpServletResponse response, String value, int seconds) {
        var cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge(seconds);
        cookie.setHttpOnly(true);
        cookie.setSecure(Origins.Asked.by(request).secure());
        cookie.setAttribute("SameSite", "Strict");
        response.addCookie(cookie);
    }
}
