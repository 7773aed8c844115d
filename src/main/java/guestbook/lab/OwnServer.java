package guestbook.lab;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The server that we run in, as the lab's own clients see it.
 *
 * @param root the path of the guestbook, with a slash at its end
 * @param host what the visitor's browser calls it
 * @param headers what the visitor's browser says in each request, each line ended by CRLF
 */
record OwnServer(InetSocketAddress server, String root, String host, String headers) {
    static final String ENCRYPTED = "This server ends TLS itself, into which the lab cannot look.";

    /** What a browser says in every request; what belongs to one of them alone is left out, and what nobody else may know. */
    private static final Set<String> USUAL = Set.of(
            "user-agent",
            "accept-language",
            "sec-ch-ua",
            "sec-ch-ua-mobile",
            "sec-ch-ua-platform",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site");

    /** The server that this request has reached; empty where it speaks TLS itself, into which the lab cannot look. */
    static Optional<OwnServer> of(HttpServletRequest request) {
        if (request.getAttribute("jakarta.servlet.request.cipher_suite") != null) return Optional.empty();
        var headers = Collections.list(request.getHeaderNames()).stream()
                .filter(name -> USUAL.contains(name.toLowerCase(Locale.ROOT)))
                .map(name -> name + ": " + request.getHeader(name) + "\r\n")
                .collect(Collectors.joining());
        var server = new InetSocketAddress(request.getLocalAddr(), request.getLocalPort());
        var host = Optional.ofNullable(request.getHeader("Host")).orElse("localhost");
        return Optional.of(new OwnServer(server, request.getContextPath() + "/", host, headers));
    }

    CountedConnection connect() throws IOException {
        return new CountedConnection(server);
    }

    /**
     * A request up to the end of its headers.
     *
     * @param more further headers, each line ended by CRLF
     */
    String request(String method, String path, String more) {
        return method + " " + root + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + more + "\r\n";
    }

    /** A WebSocket handshake (RFC 6455 §4.1). */
    String handshake(String path, String key, String more) {
        return request(
                "GET",
                path,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key
                        + "\r\n" + more);
    }
}
