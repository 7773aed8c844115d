package guestbook.web;

import guestbook.edge.Origins;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cookie that no script reads, and that no other site's page makes a browser send (RFC 6265 §4.1.2). For the whole host: behind a proxy
 * nobody knows under what path the book is seen.
 */
record HostCookie(String name) {
    Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst();
    }

    /** Its value in a {@code Cookie} header (RFC 6265 §4.2.1), which is all that a WebSocket's handshake has. */
    Optional<String> in(String header) {
        return Stream.of(header.split("; *"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    /** @param seconds how long the browser keeps it; with 0 it forgets the one that it has */
    void set(HttpServletRequest request, HttpServletResponse response, String value, int seconds) {
        var cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge(seconds);
        cookie.setHttpOnly(true);
        cookie.setSecure(Origins.Asked.by(request).secure());
        cookie.setAttribute("SameSite", "Strict");
        response.addCookie(cookie);
    }
}
