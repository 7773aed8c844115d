package guestbook.web;

import guestbook.edge.Upload;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Lets a request with a body pass when all of it has come, so that nobody who sends slowly holds a thread. */
public final class UploadFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    /** With which a body means nothing (RFC 9110 §9.3.1); who answers for long would hold it meanwhile. */
    private static final Set<String> NO_BODY = Set.of("GET", "HEAD");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!Upload.isIn(request)) chain.doFilter(request, response);
        else if (NO_BODY.contains(request.getMethod())) refuse(request, response);
        else if (Upload.isPossible(request)) Upload.read(request, response, RequestBody.LIMIT_BYTES);
        else chain.doFilter(request, response);
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Connection", "close"); // the body is not waited for
        ErrorAnswer.bad("", "invalid", "A request with " + request.getMethod() + " has no body here.")
                .write(request, response);
    }
}
