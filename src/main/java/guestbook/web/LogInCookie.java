package guestbook.web;

import guestbook.moderation.LogIns;
import guestbook.moderation.Person;
import guestbook.moderation.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/** Where a browser keeps the secret of a log-in. */
public final class LogInCookie {
    private static final int LIFE_SECONDS = (int) Duration.ofDays(30).toSeconds();
    /** Before the mark of the book. */
    static final String PREFIX = "guestbook-login-";

    private static final String PERSON = "guestbook.person";

    private final LogIns logIns;
    private final HostCookie cookie;

    /** @param mark of the book, because another one may live on the same host */
    public LogInCookie(LogIns logIns, String mark) {
        this.logIns = logIns;
        cookie = new HostCookie(PREFIX + mark);
    }

    /** Who asks; the database is asked once, and for guests not at all. */
    Person person(HttpServletRequest request) {
        if (request.getAttribute(PERSON) instanceof Person known) return known;
        var person = cookie.of(request).map(logIns::person).orElse(Person.GUEST);
        request.setAttribute(PERSON, person);
        return person;
    }

    /** Whether a moderator's browser has sent this {@code Cookie} header. */
    public boolean isModerators(String header) {
        return cookie.in(header)
                .map(logIns::person)
                .filter(person -> person.mayWhatMay(Role.MODERATOR))
                .isPresent();
    }

    void begin(HttpServletRequest request, HttpServletResponse response, String secret) {
        cookie.set(request, response, secret, LIFE_SECONDS);
    }

    void end(HttpServletRequest request, HttpServletResponse response) {
        cookie.of(request).ifPresent(logIns::end);
        cookie.set(request, response, "", 0);
    }
}
