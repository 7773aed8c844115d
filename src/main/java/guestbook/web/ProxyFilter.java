package guestbook.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Behind a proxy that is believed, a request has its client's address and scheme. */
public final class ProxyFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient Proxies proxies;

    public ProxyFilter(Proxies proxies) {
        this.proxies = proxies;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var believed = proxies.trust(request.getRemoteAddr());
        chain.doFilter(believed ? new Forwarded(request, proxies) : request, response);
    }

    /** A request as its client made it. */
    private static final class Forwarded extends HttpServletRequestWrapper {
        private final String client;
        private final String scheme;

        Forwarded(HttpServletRequest request, Proxies proxies) {
            super(request);
            client = proxies.client(request.getRemoteAddr(), values(request, "X-Forwarded-For"));
            scheme = values(request, "X-Forwarded-Proto").stream()
                    .map(told -> told.replaceFirst(",.*", "").strip().toLowerCase(Locale.ROOT)) // the first proxy's
                    .filter(told -> told.equals("http") || told.equals("https"))
                    .findFirst()
                    .orElseGet(request::getScheme);
        }

        @Override
        public String getRemoteAddr() {
            return client;
        }

        /** An address as well: nobody's name is looked up. */
        @Override
        public String getRemoteHost() {
            return client;
        }

        @Override
        public String getScheme() {
            return scheme;
        }

        @Override
        public boolean isSecure() {
            return scheme.equals("https");
        }

        private static List<String> values(HttpServletRequest request, String header) {
            return Collections.list(request.getHeaders(header));
        }
    }
}
