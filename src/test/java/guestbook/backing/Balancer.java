package guestbook.backing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A load balancer that ends TLS, with the configuration of {@code deploy/}: only addresses and paths are changed. */
public final class Balancer extends BackingService {
    public enum Kind {
        NGINX("nginx.conf"),
        HAPROXY("haproxy.cfg"),
        CADDY("Caddyfile");

        private final String file;

        Kind(String file) {
            this.file = file;
        }
    }

    private final Kind kind;
    private final Path configuration;

    public Balancer(Kind kind, Certificate certificate, List<URI> instances) throws IOException {
        this.kind = kind;
        configuration = folder.resolve(kind.file);
        Files.writeString(
                configuration, adapted(Files.readString(Path.of("deploy", kind.file)), certificate, instances));
    }

    /** Where the book is open to the world. */
    public URI book() {
        return URI.create("https://localhost:" + port + "/");
    }

    private String adapted(String written, Certificate certificate, List<URI> instances) {
        return written.replace(
                        "http {",
                        "http { access_log off; client_body_temp_path " + folder + "/body; proxy_temp_path "
                                + folder + "/proxy; fastcgi_temp_path " + folder + "/f; uwsgi_temp_path " + folder
                                + "/u; scgi_temp_path " + folder + "/s;")
                .replace("127.0.0.1:8081 127.0.0.1:8082", addresses(instances))
                .replaceAll("( +server )127.0.0.1:8081(.*)\n.*8082.*\n", lines("$1", "", instances, "$2"))
                .replaceAll(
                        "( +server instance)1 127.0.0.1:8081(.*)\n.*8082.*", lines("$1", "number ", instances, "$2"))
                .replaceAll("(listen |bind :|localhost:)443", "$1" + port)
                .replace("/etc/ssl/guestbook.pem", certificate.certificate().toString())
                .replace("/etc/ssl/guestbook.key", certificate.key().toString())
                .replace("/etc/ssl/guestbook.both.pem", certificate.both().toString());
    }

    private static String addresses(List<URI> instances) {
        return instances.stream().map(Balancer::address).collect(Collectors.joining(" "));
    }

    private static String lines(String before, String numbered, List<URI> instances, String after) {
        return IntStream.range(0, instances.size())
                .mapToObj(number -> before + (numbered.isEmpty() ? "" : number + 1 + " ")
                        + address(instances.get(number)) + after + "\n")
                .collect(Collectors.joining());
    }

    private static String address(URI instance) {
        return "127.0.0.1:" + instance.getPort();
    }

    @Override
    protected List<String> command() {
        var file = configuration.toString();
        return switch (kind) {
            case NGINX ->
                List.of(
                        "/usr/sbin/nginx",
                        "-c",
                        file,
                        "-p",
                        folder.toString(),
                        "-e",
                        "stderr",
                        "-g",
                        "daemon off; pid " + folder + "/pid;");
            case HAPROXY -> List.of("/usr/sbin/haproxy", "-db", "-f", file);
            case CADDY -> List.of("caddy", "run", "--config", file, "--adapter", "caddyfile");
        };
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of("HOME", folder.toString());
    }

    @Override
    protected boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
