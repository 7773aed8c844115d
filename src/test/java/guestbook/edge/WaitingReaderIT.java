package guestbook.edge;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.RawSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader who waits costs of the heap, with the headers that Chrome sends; the column "now" in docs/design.md is from here. */
@Tag("long")
class WaitingReaderIT {
    private static final int READERS = 1_000;
    private static final List<String> OPTIONS = List.of("-Xmx1g", "-XX:+UseSerialGC");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int NOTHING_KILOBYTES = 200;
    private static final Duration SETTLED = Duration.ofSeconds(8);

    private static final String CHROME_HEADERS = """
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9
            Cache-Control: no-cache
            Pragma: no-cache
            """;
    private static final String CHROME_WEB_SOCKET_HEADERS = CHROME_HEADERS + """
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Protocol: guestbook.v1
            Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
            """;

    /** A way to wait, and what it may cost. */
    enum Way {
        WEB_SOCKET("ws/live-updates", CHROME_WEB_SOCKET_HEADERS, true, 16),
        SERVER_SENT_EVENTS("api/v1/events", CHROME_HEADERS, true, 8),
        LONG_POLL("api/v1/changes?wait=50", CHROME_HEADERS, false, 8);

        private final String path;
        private final String headers;
        private final boolean answersAtOnce;
        private final int limitKilobytes;

        Way(String path, String headers, boolean answersAtOnce, int limitKilobytes) {
            this.path = path;
            this.headers = headers;
            this.answersAtOnce = answersAtOnce;
            this.limitKilobytes = limitKilobytes;
        }

        private Socket open(URI book, int number) throws IOException {
            var socket = RawSocket.connected(book, 0, "127.0.0." + (1 + number % 100));
            var request = "GET " + book.getPath() + path + " HTTP/1.1\nHost: " + book.getAuthority()
                    + "\nOrigin: http://" + book.getAuthority() + "\n" + headers + "\n";
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            // One after the other: what the server needs to answer many at once is no reader's.
            if (answersAtOnce) assertTrue(socket.getInputStream().read() >= 0);
            return socket;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_waiting_reader_costs_a_few_kilobytes(Way way, @TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(OPTIONS, folder, "GUESTBOOK_LIMITS=on")) {
            close(wait(way, guestbook.book())); // what the server keeps for the next ones is there then
            awaitReaders(guestbook.book(), 0);
            var before = settledHeapKilobytes(guestbook);
            var readers = wait(way, guestbook.book());
            var held = settledHeapKilobytes(guestbook) - before;
            awaitReaders(guestbook.book(), READERS); // they wait still
            close(readers);
            System.out.printf("%s: %.1f KB of heap for each of %,d readers%n", way, (double) held / READERS, READERS);
            assertTrue(held > 0 && held <= (long) way.limitKilobytes * READERS, () -> held + " KB");
        }
    }

    private static List<Socket> wait(Way way, URI book) throws Exception {
        var readers = new ArrayList<Socket>();
        for (var number = 0; number < READERS; number++) readers.add(way.open(book, number));
        awaitReaders(book, READERS);
        return readers;
    }

    private static void close(List<Socket> readers) throws IOException {
        for (var reader : readers) reader.close();
    }

    /** What is in use when it becomes no less any more: what was needed to connect or to close is let go in steps. */
    private static long settledHeapKilobytes(GuestbookProcess guestbook) throws Exception {
        var least = new AtomicLong(Long.MAX_VALUE);
        var since = new AtomicLong(System.nanoTime());
        eventually(
                PATIENCE,
                () -> {
                    var used = Footprint.heapKilobytes(guestbook);
                    if (used < least.get() - NOTHING_KILOBYTES) since.set(System.nanoTime());
                    least.accumulateAndGet(used, Math::min);
                    return System.nanoTime() - since.get() > SETTLED.toNanos();
                },
                () -> "still falling: " + least + " KB");
        return least.get();
    }

    private static void awaitReaders(URI book, int count) throws Exception {
        var http = new HttpBook(book);
        eventually(
                PATIENCE,
                () -> json(http.get("health/ready")).path("readers").asInt(-1) == count,
                () -> "not " + count + " readers");
    }
}
