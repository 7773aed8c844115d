package guestbook.web;

import guestbook.edge.Busy;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) response.setHeader("Allow", allowed(request));
        page.answer(request, response, answer(status, request));
    }

    /** What the servlet that refused does take, which a 405 has to tell (RFC 9110 §15.5.6). */
    private static String allowed(HttpServletRequest request) {
        var name = request.getAttribute(RequestDispatcher.ERROR_SERVLET_NAME);
        var servlet = request.getServletContext().getServletRegistration(String.valueOf(name));
        return servlet == null ? "" : methods(servlet.getClassName());
    }

    private static String methods(String servlet) {
        try {
            var own = Class.forName(servlet, false, ErrorServlet.class.getClassLoader())
                    .getDeclaredMethods();
            return Stream.of("GET", "HEAD", "POST", "DELETE")
                    .filter(method -> Arrays.stream(own).anyMatch(one -> answers(one.getName(), method)))
                    .collect(Collectors.joining(", "));
        } catch (ClassNotFoundException foreign) {
            return "";
        }
    }

    private static boolean answers(String name, String method) {
        return name.equalsIgnoreCase("do" + method) || (method.equals("HEAD") && name.equals("doGet"));
    }

    /** The one that was used: while an error is being answered, newer servers say GET (Servlet 6.1 §10.9.1). */
    static String method(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.error.method") instanceof String used ? used : request.getMethod();
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
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED, HttpServletResponse.SC_NOT_IMPLEMENTED ->
                Answer.of(status, "method_not_allowed", "This address does not take " + method(request) + ".");
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE ->
                Busy.sentence(request)
                        .map(sentence -> Answer.of(status, "busy", sentence))
                        .orElseGet(Answer::unreadable);
            default -> Answer.of(status, "error_" + status, "Something went wrong. Nothing is lost; please try again.");
        };
    }
}
