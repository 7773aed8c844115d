package guestbook.web;

import guestbook.edge.Hosts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Answers only under the book's own names; who looks after its health may use its address. */
public final class HostFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final int MISDIRECTED = 421; // RFC 9110 §15.5.20

    private final transient Hosts hosts;

    public HostFilter(Hosts hosts) {
        this.hosts = hosts;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var isHealth = request.getServletPath().equals(HealthServlet.LIVE)
                || request.getServletPath().equals(HealthServlet.READY);
        if (isHealth || hosts.admit(Optional.ofNullable(request.getHeader("Host")))) chain.doFilter(request, response);
        else
            ErrorAnswer.of(
                            MISDIRECTED,
                            "host",
                            "The book is not known under this name; its operator can add it to GUESTBOOK_HOSTS.")
                    .write(request, response);
    }
}
