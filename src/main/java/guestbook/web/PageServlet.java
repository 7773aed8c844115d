package guestbook.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * A page at its one path. That at {@code /} stands in for the server's default servlet, so that no file is served by
 * accident.
 */
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final String path;
    private final transient Writer writer;

    /** Writes the page. */
    public interface Writer {
        void write(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    /** @param path the only one that is not answered with 404, from the application's root */
    public PageServlet(String path, Writer writer) {
        this.path = path;
        this.writer = writer;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var asked = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        if (asked.equals(path) || (asked.isEmpty() && path.equals("/"))) writer.write(request, response);
        else response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
}
