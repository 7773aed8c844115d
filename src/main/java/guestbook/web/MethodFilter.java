package guestbook.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Refuses a method that an address does not take, and tells which it does (RFC 9110 §15.5.6). A servlet would refuse it too, but
 * then Jetty asks for our words only where the method was GET, HEAD or POST.
 */
public final class MethodFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    /** In which our servlets answer, */
    private static final List<String> ANSWERED = List.of("GET", "HEAD", "POST", "DELETE");

    /** and what else HTTP knows (RFC 9110 §9.1, RFC 5789). */
    private static final List<String> UNANSWERED = List.of("PUT", "PATCH", "CONNECT", "TRACE");

    /** What each of our servlets takes, by the name of its class. */
    private final transient Map<String, List<String>> methods = new ConcurrentHashMap<>();

    private final transient PageRenderer page;

    public MethodFilter(PageRenderer page) {
        this.page = page;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var method = request.getMethod();
        var servlet = request.getServletContext()
                .getServletRegistration(request.getHttpServletMapping().getServletName());
        var allowed =
                servlet == null ? List.<String>of() : methods.computeIfAbsent(servlet.getClassName(), MethodFilter::of);
        if (allowed.isEmpty() || allowed.contains(method) || method.equals("OPTIONS")) {
            chain.doFilter(request, response);
            return;
        }
        var isKnown = ANSWERED.contains(method) || UNANSWERED.contains(method);
        if (isKnown) response.setHeader("Allow", String.join(", ", allowed));
        page.answer(
                request,
                response,
                ErrorAnswer.of(
                        isKnown ? HttpServletResponse.SC_METHOD_NOT_ALLOWED : HttpServletResponse.SC_NOT_IMPLEMENTED,
                        "method_not_allowed",
                        "This address does not take " + method + "."));
    }

    /** The methods for which a servlet of ours has one of its own; none for another's. */
    private static List<String> of(String servlet) {
        try {
            var own = Arrays.stream(Class.forName(servlet, false, MethodFilter.class.getClassLoader())
                            .getDeclaredMethods())
                    .map(Method::getName)
                    .collect(Collectors.toSet());
            return ANSWERED.stream()
                    .filter(method -> own.contains("do" + capitalized(method.equals("HEAD") ? "GET" : method)))
                    .toList();
        } catch (ClassNotFoundException foreign) {
            return List.of();
        }
    }

    private static String capitalized(String method) {
        return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
    }
}
