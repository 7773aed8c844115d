package guestbook.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.book.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client that hears of new entries in one of four ways, on a connection of its own; a new one where the server closes it. */
final class MeasuredClient implements AutoCloseable {
    private static final int WAIT_SECONDS = 25;
    private static final double NANOS_PER_MILLI = 1e6;
    /** The sample of RFC 6455 §1.3: who connects to himself has nobody to convince. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Kind kind;
    private final OwnServer server;
    private final Duration period;
    private final List<CountedConnection> connections = new CopyOnWriteArrayList<>();
    private final Map<Long, Long> heardNanos = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean ready;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private volatile Standing setUp = new Standing(0, 0, 0, 0);
    private volatile @Nullable Standing idled;

    /** How it hears. */
    enum Kind {
        SHORT_POLLING,
        LONG_POLLING,
        EVENT_STREAM,
        WEBSOCKET
    }

    /** An entry of the lab's own, and when its signer began to send it. */
    record Signed(long id, String receipt, long sentNanos) {}

    /** @param times how often the server had something to say */
    private record Standing(int requests, int times, long up, long down) {
        Standing since(Standing earlier) {
            return new Standing(
                    requests - earlier.requests, times - earlier.times, up - earlier.up, down - earlier.down);
        }
    }

    /** @param period how often it asks if it polls shortly */
    MeasuredClient(Kind kind, OwnServer server, Duration period) throws IOException {
        this.kind = kind;
        this.server = server;
        this.period = period;
        connections.add(server.connect());
    }

    /** Begins to hear what comes after this cursor. */
    void start(String cursor, ThreadFactory threads) {
        threads.newThread(() -> follow(cursor)).start();
    }

    /** Whether it would hear an entry that is signed now. */
    boolean isReady() {
        return ready;
    }

    /** What has been needed until now is counted apart. */
    void setUp() {
        setUp = standing();
    }

    /** What has been needed since {@link #setUp}, while nothing happened, is counted apart. */
    void idled() {
        idled = standing();
    }

    long heard(List<Signed> entries) {
        return entries.stream()
                .filter(entry -> heardNanos.containsKey(entry.id))
                .count();
    }

    /** The figures since {@link #idled}, and how many milliseconds each entry took, rounded up; null where it was not heard of. */
    ObjectNode figures(List<Signed> entries) {
        var now = standing();
        var busySince = Optional.ofNullable(idled).orElse(now);
        var busy = now.since(busySince);
        var idle = busySince.since(setUp);
        var figures = Json.object()
                .put("way", kind.name())
                .put("requests", busy.requests)
                .put("up", busy.up)
                .put("down", busy.down)
                .put("setUp", setUp.up)
                .put("setDown", setUp.down)
                .put("heard", heard(entries));
        figures.putObject("idle").put("times", idle.times).put("up", idle.up).put("down", idle.down);
        var ports = figures.putArray("ports");
        for (var connection : connections) ports.add(connection.port());
        var delays = figures.putArray("delays");
        for (var entry : entries) delay(entry).ifPresentOrElse(delays::add, delays::addNull);
        return figures;
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        for (var connection : connections) connection.close();
    }

    private OptionalLong delay(Signed entry) {
        var nanos = heardNanos.get(entry.id);
        return nanos == null
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil((nanos - entry.sentNanos) / NANOS_PER_MILLI));
    }

    private Standing standing() {
        return new Standing(
                requests.get(),
                switch (kind) {
                    case SHORT_POLLING, LONG_POLLING -> requests.get();
                    case EVENT_STREAM -> events.get();
                    case WEBSOCKET -> events.get() + connection().pings();
                },
                connections.stream().mapToLong(CountedConnection::up).sum(),
                connections.stream().mapToLong(CountedConnection::down).sum());
    }

    private void follow(String cursor) {
        try {
            switch (kind) {
                case SHORT_POLLING -> poll(cursor, 0);
                case LONG_POLLING -> poll(cursor, WAIT_SECONDS);
                case EVENT_STREAM -> listen(cursor);
                case WEBSOCKET -> open(cursor);
            }
        } catch (IOException | InterruptedException ended) {
            // it was closed, or it hears no more, which its figures show
        }
    }

    /** Asks again and again; with a wait the server answers when there is news. */
    private void poll(String cursor, int waitSeconds) throws IOException, InterruptedException {
        var since = cursor;
        while (closing.getCount() > 0) {
            var wait = waitSeconds > 0 ? "&wait=" + waitSeconds : "";
            var answer = ask(server.request("GET", "api/v1/changes?since=" + since + wait, ""), waitSeconds > 0);
            hear(answer);
            if (connection().hasEnded()) reconnect();
            ready = true;
            since = answer.path("epoch").asText() + ":" + answer.path("to").asText();
            if (waitSeconds == 0 && closing.await(period.toMillis(), TimeUnit.MILLISECONDS)) return;
        }
    }

    /** Asks once more on a new connection where the server has ended the old one meanwhile, as it may at any time (RFC 9112 §9.5). */
    private JsonNode ask(String question, boolean isReadyWhenAsked) throws IOException {
        try {
            return answer(question, isReadyWhenAsked);
        } catch (IOException ended) {
            if (closing.getCount() == 0) throw ended;
            reconnect();
            return answer(question, isReadyWhenAsked);
        }
    }

    private JsonNode answer(String question, boolean isReadyWhenAsked) throws IOException {
        say(question);
        if (isReadyWhenAsked) ready = true; // the question lies with the server
        return connection().json().orElseThrow(() -> new IOException("The changes cannot be read."));
    }

    private void listen(String cursor) throws IOException {
        say(server.request("GET", "api/v1/events?since=" + cursor, "Accept: text/event-stream\r\n"));
        var body = connection().body(connection().head());
        for (var line = line(body); line.isPresent(); line = line(body)) {
            if (line.get().isEmpty()) events.incrementAndGet();
            if (line.get().startsWith("data:")) hear(line.get().substring("data:".length()));
        }
    }

    private void open(String cursor) throws IOException {
        say(server.handshake("ws/live-updates?since=" + cursor, KEY, "Sec-WebSocket-Protocol: guestbook.v1\r\n"));
        if (!connection().head().startsWith("HTTP/1.1 101")) throw new IOException("The handshake was refused.");
        for (var message = connection().message();
                message.isPresent();
                message = connection().message()) {
            events.incrementAndGet();
            hear(message.get());
        }
    }

    private CountedConnection connection() {
        return connections.get(connections.size() - 1);
    }

    private void reconnect() throws IOException {
        var next = server.connect();
        connections.add(next);
        if (closing.getCount() == 0) next.close(); // whoever closed the others meanwhile did not see it
    }

    private void say(String request) throws IOException {
        connection().write(request);
        requests.incrementAndGet();
    }

    private void hear(String message) {
        ready = true; // the first is the Welcome
        Json.ownObject(message).ifPresent(this::hear);
    }

    private void hear(JsonNode changes) {
        var now = System.nanoTime();
        for (var change : changes.path("changes"))
            heardNanos.putIfAbsent(change.at("/createdEntry/id").asLong(), now);
    }

    private static Optional<String> line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) return Optional.empty();
            line.write(octet);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
