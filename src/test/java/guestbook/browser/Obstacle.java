package guestbook.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What may stand between a guest and the book: a proxy that carries each request over a connection of its own, or does not. */
final class Obstacle implements AutoCloseable {
    private static final Pattern REQUEST =
            Pattern.compile("(?<method>\\S+) (?<path>\\S+) HTTP/1\\.1\r\n(?<headers>(?s).*)");
    private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade: *websocket");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Carried> carried = ConcurrentHashMap.newKeySet();
    private final Map<String, URI> books;
    /** What this proxy answers by itself, with status and body, instead of carrying a request on. */
    private volatile Function<Request, Optional<String>> answers = request -> Optional.empty();
    /** Whose answers this proxy keeps until it steps aside. */
    private volatile Function<Request, Boolean> withheld = request -> false;

    private final CompletableFuture<Void> aside = new CompletableFuture<>();

    /** The head of a request, as its client wrote it. */
    record Request(String method, String path, String headers) {
        boolean isUpgrade() {
            return UPGRADE.matcher(headers).find();
        }
    }

    private static final class Carried {
        private final Socket client;
        private final Socket book;
        private volatile boolean swallows;

        Carried(Socket client, Socket book) {
            this.client = client;
            this.book = book;
        }
    }

    /** @param books the prefix of each book's paths, which is stripped, and where the book is */
    Obstacle(Map<String, URI> books) throws IOException {
        this.books = books;
        threads.submit(this::accept);
    }

    /** In front of a book, with the same paths. */
    static Obstacle before(URI book) throws IOException {
        return new Obstacle(Map.of("", book));
    }

    String address() {
        return "http://localhost:" + server.getLocalPort() + "/";
    }

    /** From now on all bytes of the connections that exist vanish, and nobody is told; new ones are carried. */
    void swallow() {
        carried.forEach(one -> one.swallows = true);
    }

    /** Ends all connections. */
    void cut() throws IOException {
        for (var one : carried) {
            one.client.close();
            one.book.close();
        }
    }

    /** Steps aside: lets everything through again. */
    void step() {
        answers = request -> Optional.empty();
        aside.complete(null);
    }

    /** Carries these requests to the book at once, and their answers when it steps aside. */
    void withhold(Function<Request, Boolean> these) {
        withheld = these;
    }

    /** Answers with a page of its own, as a firewall does. */
    void answer(int status, Function<Request, Boolean> these) {
        answers = request ->
                these.apply(request) ? Optional.of(status + " No\r\nContent-Type: text/html") : Optional.empty();
    }

    /** Asks for a name and a password (RFC 7617). */
    void ask(String name, String password) {
        var expected = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        var header = Pattern.compile("(?im)^authorization: *basic " + Pattern.quote(expected));
        answers = request -> header.matcher(request.headers).find()
                ? Optional.empty()
                : Optional.of("401 Who\r\nWWW-Authenticate: Basic realm=\"wedding\"");
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                threads.submit(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        try (client) {
            var parsed = REQUEST.matcher(head(client.getInputStream()));
            if (!parsed.matches()) return;
            var request = new Request(parsed.group("method"), parsed.group("path"), parsed.group("headers"));
            var answer = answers.apply(request);
            if (answer.isPresent()) refuse(client, request, answer.get());
            else carry(client, request);
        } catch (IOException gone) {
            // one of the two has left
        }
    }

    private static void refuse(Socket client, Request request, String answer) throws IOException {
        var length = Pattern.compile("(?im)^content-length: *([0-9]+)").matcher(request.headers);
        if (length.find()) client.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
        var body = "<!DOCTYPE html><title>No</title><p>This network does not like that.";
        write(
                client.getOutputStream(),
                "HTTP/1.1 " + answer + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    private void carry(Socket client, Request request) throws IOException {
        var prefix = books.keySet().stream()
                .filter(request.path::startsWith)
                .max((one, other) -> one.length() - other.length())
                .orElse("");
        var to = books.get(prefix);
        if (to == null) return;
        try (var book = new Socket(to.getHost(), to.getPort())) {
            var one = new Carried(client, book);
            carried.add(one);
            var path = request.path.substring(prefix.length());
            var headers = request.isUpgrade()
                    ? request.headers
                    : request.headers
                            .replaceAll("(?im)^connection:.*\r\n", "")
                            .replaceFirst("(?m)^\r\n\\z", "Connection: close\r\n\r\n");
            write(
                    book.getOutputStream(),
                    request.method + " " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1\r\n" + headers);
            var up = threads.submit(() -> pump(one, client.getInputStream(), book.getOutputStream()));
            if (withheld.apply(request)) aside.join();
            pump(one, book.getInputStream(), client.getOutputStream());
            up.cancel(true);
            carried.remove(one);
        }
    }

    private static Void pump(Carried one, InputStream from, OutputStream to) throws IOException {
        var bytes = new byte[8_192];
        for (var count = from.read(bytes); count >= 0; count = from.read(bytes))
            if (!one.swallows) to.write(bytes, 0, count);
        if (one.swallows) holdOpen(one);
        return null;
    }

    /** Its client is not to notice that the book has ended it. */
    private static void holdOpen(Carried one) throws IOException {
        while (one.client.getInputStream().read() >= 0) {
            // swallowed
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0) break;
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void write(OutputStream out, String words) throws IOException {
        out.write(words.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
            step();
            cut();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        threads.shutdownNow();
    }
}
