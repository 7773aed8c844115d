package guestbook.web;

import guestbook.edge.Origins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
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
        contentSecurityPolicy = "default-src 'none'; script-src 'self' '" + sha256(PageRenderer.SLASH)
                + "'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors;
    }

    /** By which a script in the page itself is known (CSP Level 3 §2.3.1). */
    private static String sha256(String script) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
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
