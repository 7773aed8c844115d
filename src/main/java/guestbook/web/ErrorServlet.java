package guestbook.web;

import guestbook.edge.Busy;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Where the server sends what went wrong: JSON for programs, a page for people. */
public final class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient PageRenderer page;

    public ErrorServlet(PageRenderer page) {
        this.page = page;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) return; // whoever reads would take it for more of what broke off
        var status = Optional.ofNullable((Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE))
                .orElse(HttpServletResponse.SC_NOT_FOUND);
        page.answer(request, response, answer(status, request));
    }

    /** The one that was used: while an error is being answered, newer servers say GET (Servlet 6.1 §10.9.1). */
    static String method(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.error.method") instanceof String used ? used : request.getMethod();
    }

    private static ErrorAnswer answer(int status, HttpServletRequest request) {
        return switch (status) {
            case HttpServletResponse.SC_BAD_REQUEST ->
                ErrorAnswer.bad("", "bad_request", message(request).orElse("The request cannot be understood."));
            case HttpServletResponse.SC_NOT_FOUND -> ErrorAnswer.unknown();
            case HttpServletResponse.SC_NOT_IMPLEMENTED ->
                ErrorAnswer.of(status, "not_implemented", message(request).orElse("The book cannot do that."));
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED ->
                ErrorAnswer.of(status, "method_not_allowed", "This address does not take " + method(request) + ".");
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE ->
                Busy.sentence(request)
                        .map(sentence -> ErrorAnswer.of(status, "busy", sentence))
                        .orElseGet(ErrorAnswer::unreadable);
            default ->
                ErrorAnswer.of(status, "error_" + status, "Something went wrong. Nothing is lost; please try again.");
        };
    }

    /** What a servlet of ours had to say. */
    private static Optional<String> message(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(RequestDispatcher.ERROR_MESSAGE))
                .filter(message -> !message.isEmpty());
    }
}
