package guestbook.web;

import guestbook.edge.Upload;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets a request with a body pass when all of it has come, so that nobody who sends slowly holds a thread. */
public final class UploadFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (Upload.isNeeded(request)) Upload.read(request, response, RequestBody.LIMIT_BYTES);
        else chain.doFilter(request, response);
    }
}
