package guestbook.web;

import guestbook.book.DatabaseUnavailable;
import guestbook.edge.Origins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Lets each to those pages alone that are for them; the servlets behind it need not ask again. */
public final class AccessFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final transient Map<String, Access> accesses;
    private final transient Origins origins;
    private final transient LogInCookie logIn;
    private final transient PageRenderer page;

    /**
     * @param accesses by the names of the servlets
     * @param origins whose own pages may change something; those that only use the book may not
     */
    public AccessFilter(Map<String, Access> accesses, Origins origins, LogInCookie logIn, PageRenderer page) {
        this.accesses = Map.copyOf(accesses);
        this.origins = origins;
        this.logIn = logIn;
        this.page = page;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var access = accesses.getOrDefault(request.getHttpServletMapping().getServletName(), Access.EVERYBODY);
        if (access == Access.EVERYBODY) chain.doFilter(request, response);
        else if (!READING.contains(request.getMethod()) && !origins.isOwn(Origins.Asked.by(request)))
            page.answer(
                    request,
                    response,
                    ErrorAnswer.of(
                            HttpServletResponse.SC_FORBIDDEN,
                            "own_pages",
                            "Only the book's own pages may ask for this."));
        else if (access.role().isEmpty()) chain.doFilter(request, response);
        else admit(request, response, chain, access);
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Access access)
            throws IOException, ServletException {
        boolean isKnown;
        boolean may;
        try {
            var person = logIn.person(request);
            isKnown = person.mayWhatMay(Access.MODERATORS.role().orElseThrow());
            may = person.mayWhatMay(access.role().orElseThrow());
        } catch (DatabaseUnavailable away) {
            page.answer(request, response, ErrorAnswer.unreadable());
            return;
        }
        if (may) chain.doFilter(request, response);
        else if (isKnown)
            page.answer(
                    request,
                    response,
                    ErrorAnswer.of(HttpServletResponse.SC_FORBIDDEN, "owner_only", "Only the owner may do this."));
        else PageRenderer.redirect(request, response, LogInServlet.LOGIN.substring(1));
    }
}
