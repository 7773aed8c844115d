package guestbook.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.HandshakeRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which web pages may use the book: those of its own host, and those that the operator named (RFC 6454).
 *
 * <p>A program sends no Origin and may connect.
 *
 * @param further origins such as {@code https://wedding.example}, in lower case
 */
public record Origins(Set<String> further) {
    /** What a browser says of requests that other sites have made (Fetch Metadata §2.4); none of our own pages has these. */
    private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

    /**
     * What a request says about where it comes from and goes to.
     *
     * @param origin its {@code Origin}
     * @param host its {@code Host}
     * @param site its {@code Sec-Fetch-Site}
     * @param secure whether it came over TLS, as far as is known here
     */
    public record Asked(Optional<String> origin, Optional<String> host, Optional<String> site, boolean secure) {
        /** As the filters see it. */
        public static Asked by(HttpServletRequest request) {
            return from(name -> Optional.ofNullable(request.getHeader(name)), request.isSecure());
        }

        /** As a WebSocket's endpoint sees it. */
        public static Asked by(HandshakeRequest request) {
            return from(name -> header(request, name), false);
        }

        /** Also a proxy of which nobody told us is believed when it says that it ends TLS: that only forbids more. */
        private static Asked from(Function<String, Optional<String>> header, boolean secure) {
            return new Asked(
                    header.apply("Origin"),
                    header.apply("Host"),
                    header.apply("Sec-Fetch-Site"),
                    secure
                            || header.apply("X-Forwarded-Proto")
                                    .filter(told ->
                                            told.toLowerCase(Locale.ROOT).contains("https"))
                                    .isPresent());
        }

        private static Optional<String> header(HandshakeRequest request, String name) {
            return request.getHeaders().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst();
        }
    }

    /** Whether a page that asks so may use the book. */
    public boolean admit(Asked asked) {
        return asked.origin.filter(this::names).isPresent() || isOwn(asked);
    }

    /** Whether it is one of the book's own pages that asks so, or a program. */
    public boolean isOwn(Asked asked) {
        if (asked.site.filter(FOREIGN_SITES::contains).isPresent()) return false;
        return asked.origin.isEmpty()
                || asked.origin
                        .filter(origin -> asked.host
                                .filter(host -> authority(origin).equals(withoutDefaultPort(host)))
                                .isPresent())
                        .filter(origin -> !asked.secure || isSecure(origin))
                        .isPresent();
    }

    /** Whether the operator named this origin. */
    public boolean names(String origin) {
        return further.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Where a proxy ends TLS that nobody told us of, pages are secure and requests are not; never the other way round. */
    private static boolean isSecure(String origin) {
        return origin.regionMatches(true, 0, "https:", 0, "https:".length());
    }

    private static String authority(String origin) {
        return withoutDefaultPort(origin.replaceFirst("^[A-Za-z]+://", ""));
    }

    /** Browsers leave the port out where the scheme implies it, some proxies don't. */
    private static String withoutDefaultPort(String authority) {
        return authority.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
    }
}
