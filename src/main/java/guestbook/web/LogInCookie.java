package guestbook.web;

import guestbook.moderation.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;

/** Where a browser keeps the secret of a log-in. */
public final class LogInCookie {
    private static final int LIFE_SECONDS = (int) Duration.ofDays(30).toSeconds();

    private final Owner owner;
    private final HostCookie cookie;

    /** @param mark of the book, because another one may live on the same host */
    public LogInCookie(Owner owner, String mark) {
        this.owner = owner;
        cookie = new HostCookie("guestbook-login-" + mark);
    }

    Optional<String> of(HttpServletRequest request) {
        return cookie.of(request);
    }

    /** The secret that the browser has sent, if its log-in lasts. */
    Optional<String> known(HttpServletRequest request) {
        return of(request).filter(owner::isKnownBy);
    }

    void begin(HttpServletRequest request, HttpServletResponse response, String secret) {
        cookie.set(request, response, secret, LIFE_SECONDS);
    }

    void end(HttpServletRequest request, HttpServletResponse response) {
        cookie.set(request, response, "", 0);
    }
}
