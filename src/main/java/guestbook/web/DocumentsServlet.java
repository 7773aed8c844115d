package guestbook.web;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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

    private final transient ServletContext context;

    public DocumentsServlet(ServletContext context) {
        this.context = context;
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
        var file = path.startsWith(SWAGGER_UI) ? "/WEB-INF" + path : path;
        try (var document = Objects.requireNonNull(context.getResourceAsStream(file), file)) {
            document.transferTo(response.getOutputStream());
        }
    }
}
