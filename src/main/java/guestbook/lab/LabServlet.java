package guestbook.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.book.Json;
import guestbook.edge.Body;
import guestbook.edge.Busy;
import guestbook.edge.Origins;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code GET /lab/…}: what the lab's page asks the server about itself and about the request. */
public final class LabServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int RETRY_AFTER_SECONDS = 5;

    /** RFC 6454 §7; and nothing that could end the header. */
    private static final Pattern ORIGIN = Pattern.compile("[!-~]{1,200}");

    /** 16 bytes in base64 (RFC 6455 §4.1). */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private static final Set<String> SHOWN = Set.of(
            "host",
            "origin",
            "accept",
            "accept-encoding",
            "accept-language",
            "connection",
            "forwarded",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site",
            "user-agent",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto");

    private final transient Origins origins;
    private final transient Supplier<ObjectNode> instances;
    /** Each knock takes two of the server's threads, so there is one at a time. */
    private final transient Semaphore knocking = new Semaphore(1);

    /**
     * @param origins whose own pages may ask
     * @param instances tells which instance this is, who else is there, and how the relay is
     */
    public LabServlet(Origins origins, Supplier<ObjectNode> instances) {
        this.origins = origins;
        this.instances = instances;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!origins.isOwn(Origins.Asked.by(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        switch (Optional.ofNullable(request.getPathInfo()).orElse("")) {
            case "/" -> response.sendRedirect(request.getContextPath() + "/lab");
            case "/connection" -> json(request, response, connection(request));
            case "/instances" -> json(request, response, instances.get());
            case "/handshake" -> handshake(request, response);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /** The request as it reached us, without what only browser and server may know, and who we believe it comes from. */
    private static ObjectNode connection(HttpServletRequest request) {
        var connection = Json.object()
                .put("address", request.getRemoteAddr())
                .put("secure", request.isSecure())
                .put("protocol", request.getProtocol());
        var headers = connection.putArray("headers");
        for (var name : Collections.list(request.getHeaderNames()))
            if (SHOWN.contains(name.toLowerCase(Locale.ROOT)))
                for (var value : Collections.list(request.getHeaders(name)))
                    headers.addArray().add(name).add(value);
        return connection;
    }

    /** Opens the book's WebSocket from within the server, with this key and origin, and tells both sides word for word. */
    private void handshake(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var origin = Optional.ofNullable(request.getParameter("origin"));
        var key = Optional.ofNullable(request.getParameter("key")).orElse("dGhlIHNhbXBsZSBub25jZQ==");
        var isOrigin = origin.stream().allMatch(value -> ORIGIN.matcher(value).matches());
        if (!KEY.matcher(key).matches() || !isOrigin) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "key: 16 bytes in base64; origin: an origin.");
            return;
        }
        var server = OwnServer.of(request);
        if (server.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED, OwnServer.ENCRYPTED);
            return;
        }
        var header = origin.map(value -> "Origin: " + value + "\r\n").orElse("");
        if (!knocking.tryAcquire()) {
            Busy.send(request, response, RETRY_AFTER_SECONDS, "Many try this just now; please come back.");
            return;
        }
        try {
            json(request, response, knock(server.get(), server.get().handshake("ws/live-updates", key, header)));
        } finally {
            knocking.release();
        }
    }

    private static ObjectNode knock(OwnServer server, String request) throws IOException {
        try (var connection = server.connect()) {
            connection.write(request);
            return Json.object()
                    .put("port", connection.port())
                    .put("request", request)
                    .put("response", connection.head());
        }
    }

    private static void json(HttpServletRequest request, HttpServletResponse response, ObjectNode body)
            throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        Body.send(request, response, Json.text(body));
    }
}
