package guestbook.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** Filters as one, in our order: of several that an application adds, Payara asks the last one first. */
public final class FiltersInOrder extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient List<HttpFilter> filters;

    public FiltersInOrder(List<HttpFilter> filters) {
        this.filters = List.copyOf(filters);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        new Rest(filters.iterator(), chain).doFilter(request, response);
    }

    /** Those that are still to be asked, and then the server's own. */
    private record Rest(Iterator<HttpFilter> filters, FilterChain end) implements FilterChain {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
            if (filters.hasNext()) filters.next().doFilter(request, response, this);
            else end.doFilter(request, response);
        }
    }
}
