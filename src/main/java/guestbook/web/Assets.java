package guestbook.web;

import guestbook.edge.Body;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * {@code /assets/{version}/…}: the stylesheet, the scripts and the icon, read once and compressed once.
 *
 * <p>The version is a checksum of all of them, so browsers may keep what they have for a year, and a module's relative
 * imports stay within its version.
 */
public final class Assets extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "mjs", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    private final transient Map<String, Asset> assets = new TreeMap<>();
    private final String version;
    private final transient List<String> modules;

    /** One file, ready to send. */
    private static final class Asset {
        private final String type;
        private final byte[] plain;
        private final byte[] compressed;

        Asset(String type, byte[] plain) {
            this.type = type;
            this.plain = plain;
            compressed = Body.gzip(plain);
        }
    }

    /** Reads the files at the application's root and those in {@code js/}. */
    public Assets(ServletContext context) {
        load(context, "/");
        load(context, "/js/");
        var checksum = new CRC32();
        assets.values().forEach(asset -> checksum.update(asset.plain));
        version = Long.toHexString(checksum.getValue());
        modules = assets.keySet().stream()
                .filter(path ->
                        path.matches("/js/.*\\.m?js") && !path.matches("/js/((lab|moderation)/.*|swagger\\.js)"))
                .toList();
    }

    /** Changes whenever a file does. */
    public String version() {
        return version;
    }

    /** The scripts of the book's page, which would otherwise be found one behind the other. */
    List<String> modules() {
        return modules;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = Optional.ofNullable(request.getPathInfo()).orElse("/");
        var slash = Math.max(path.indexOf('/', 1), 0);
        var asset = assets.get(path.substring(slash));
        if (asset == null) {
            ErrorAnswer.unknown().write(request, response);
            return;
        }
        var current = path.substring(0, slash).equals("/" + version);
        response.setHeader("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
        response.addHeader("Vary", "Accept-Encoding");
        response.setContentType(asset.type);
        var compresses = Body.takesGzip(request);
        if (compresses) response.setHeader("Content-Encoding", "gzip");
        Body.sendShared(request, response, compresses ? asset.compressed : asset.plain);
    }

    private void load(ServletContext context, String folder) {
        for (var path : Objects.requireNonNullElse(context.getResourcePaths(folder), Set.<String>of())) {
            if (path.startsWith("/js/") && path.endsWith("/")) load(context, path);
            var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
            if (type == null) continue;
            try (var file = context.getResourceAsStream(path)) {
                assets.put(path, new Asset(type, file.readAllBytes()));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
