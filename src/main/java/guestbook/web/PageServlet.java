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
    private final transient Writer elsewhere;

    /** Writes the page. */
    public interface Writer {
        void write(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    /**
     * @param path from the application's root
     * @param elsewhere says that there is nothing, at any other path
     */
    public PageServlet(String path, Writer writer, Writer elsewhere) {
        this.path = path;
        this.writer = writer;
        this.elsewhere = elsewhere;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var asked = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        if (asked.equals(path) || (asked.isEmpty() && path.equals("/"))) writer.write(request, response);
        else elsewhere.write(request, response);
    }
}
