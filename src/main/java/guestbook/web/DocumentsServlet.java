package guestbook.web;

import guestbook.edge.Body;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The documents of the interface, OpenAPI and AsyncAPI, and what Swagger UI needs to show the first. */
public final class DocumentsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final String YAML = "application/yaml"; // RFC 9512
    private static final String SWAGGER_UI = "/swagger-ui/";
    /** Each path, and what it is; whatever else is in the application stays there. */
    private static final Map<String, String> TYPES = Map.of(
            "/openapi.yaml",
            YAML,
            "/asyncapi.yaml",
            YAML,
            SWAGGER_UI + "swagger-ui.css",
            "text/css;charset=UTF-8",
            SWAGGER_UI + "swagger-ui-bundle.js",
            "text/javascript;charset=UTF-8");

    private static final String[] PATHS = TYPES.keySet().toArray(String[]::new);

    private final transient Map<String, byte[]> plain = new HashMap<>();
    private final transient Map<String, byte[]> compressed = new HashMap<>();

    /** Reads them once, and compresses them once. */
    public DocumentsServlet(ServletContext context) {
        for (var path : PATHS) {
            var file = path.startsWith(SWAGGER_UI) ? "/WEB-INF" + path : path;
            try (var document = Objects.requireNonNull(context.getResourceAsStream(file), file)) {
                plain.put(path, document.readAllBytes());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            compressed.put(path, Body.gzip(plain.get(path)));
        }
    }

    /** Where they are. */
    public static String[] paths() {
        return PATHS.clone();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getServletPath();
        response.setContentType(TYPES.get(path));
        response.setHeader("Cache-Control", "max-age=3600");
        response.addHeader("Vary", "Accept-Encoding");
        var compresses = Body.takesGzip(request);
        if (compresses) response.setHeader("Content-Encoding", "gzip");
        Body.sendShared(request, response, Objects.requireNonNull((compresses ? compressed : plain).get(path), path));
    }
}
