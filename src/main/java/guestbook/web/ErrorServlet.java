package guestbook.web;

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
        var status = Optional.ofNullable((Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE))
                .orElse(HttpServletResponse.SC_NOT_FOUND);
        page.answer(request, response, answer(status, request));
    }

    private static Answer answer(int status, HttpServletRequest request) {
        return switch (status) {
            case HttpServletResponse.SC_BAD_REQUEST ->
                Answer.bad(
                        "",
                        "bad_request",
                        Optional.ofNullable((String) request.getAttribute(RequestDispatcher.ERROR_MESSAGE))
                                .filter(message -> !message.isEmpty())
                                .orElse("The request cannot be understood."));
            case HttpServletResponse.SC_NOT_FOUND -> Answer.unknown();
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED ->
                Answer.of(status, "method_not_allowed", "This address does not take " + request.getMethod() + ".");
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE -> Answer.unreadable();
            default -> Answer.of(status, "error_" + status, "Something went wrong. Nothing is lost; please try again.");
        };
    }
}
