package guestbook.web;

import guestbook.edge.Origins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells browsers to run nothing that is not ours, and who may put the book into a frame. */
public final class SecurityHeaders extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final String contentSecurityPolicy;

    public SecurityHeaders(Origins origins) {
        var ancestors = Stream.concat(
                        Stream.of("'self'"),
                        origins.further().stream()
                                .filter(origin -> !origin.equals("null"))
                                .sorted())
                .collect(Collectors.joining(" "));
        contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", contentSecurityPolicy);
        response.setHeader("X-Content-Type-Options", "nosniff");
        // With "no-referrer" a browser would send our own form with the Origin "null".
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        chain.doFilter(request, response);
    }
}
