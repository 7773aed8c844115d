package guestbook.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * The page at the application's root; it stands in for the server's default servlet, so that no file is served by
 * accident.
 */
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient PageRenderer page;

    public PageServlet(PageRenderer page) {
        this.page = page;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        if (!path.equals("/") && !path.isEmpty()) response.sendError(HttpServletResponse.SC_NOT_FOUND);
        else page.write(request, response);
    }
}
