package guestbook.web;

import guestbook.edge.Origins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Keeps foreign pages from writing and from connecting, and lets those in that the operator named (Fetch §3.2). */
public final class OriginFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final transient Origins origins;

    public OriginFilter(Origins origins) {
        this.origins = origins;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var origin = Optional.ofNullable(request.getHeader("Origin"));
        var writesOrConnects = !READING.contains(request.getMethod())
                || request.getServletPath().equals(HandshakeFilter.BOOK);
        if (writesOrConnects && !origins.admit(Origins.Asked.by(request))) {
            ErrorAnswer.of(
                            HttpServletResponse.SC_FORBIDDEN,
                            "origin",
                            "Pages of this origin may not use the book; its operator can name it in GUESTBOOK_ORIGINS.")
                    .write(request, response);
            return;
        }
        response.addHeader("Vary", "Origin");
        if (origin.filter(origins::names).isPresent()) {
            response.setHeader("Access-Control-Allow-Origin", origin.get());
            response.setHeader("Access-Control-Expose-Headers", "Guestbook-Cursor, Guestbook-Count, Link");
            if (request.getMethod().equals("OPTIONS")) {
                response.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
                response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
                response.setHeader("Access-Control-Max-Age", "86400");
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
