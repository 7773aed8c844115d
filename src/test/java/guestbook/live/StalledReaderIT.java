package guestbook.live;

import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.RawSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of many readers one stops reading its WebSocket, one its events, and one answers no ping. */
@Tag("long")
class StalledReaderIT {
    private static final int READERS = 200;
    private static final int ENTRIES = 1_000;
    private static final int SMALL_BUFFER_BYTES = 4 * 1024;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int ROUNDS = 20;
    private static final Duration LET_GO_WITHIN = Duration.ofSeconds(90);

    @ParameterizedTest
    @ValueSource(strings = {"auto", "standard"})
    void the_others_do_not_notice_and_the_three_are_let_go(String lanes, @TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LANES=" + lanes);
                var ada = LiveClient.lecture(guestbook.book());
                var stalled = new RawSocket(guestbook.book(), "guestbook.v1", SMALL_BUFFER_BYTES);
                var stalledEvents = unreadEvents(guestbook.book());
                var mute = new RawSocket(guestbook.book(), "guestbook.v1", 0)) {
            var muteEnds = CompletableFuture.supplyAsync(() -> readWithoutAnsweringPings(mute));
            var readers = new ArrayList<LiveClient>();
            for (var reader = 0; reader < READERS - 1; reader++) {
                var opened = LiveClient.ours(guestbook.book());
                opened.next("Welcome");
                readers.add(opened);
            }
            var usual = delivery(ada, readers);

            // More than every buffer between the server and a reader holds.
            for (var number = 0; number < ENTRIES; number++) {
                ada.sign(UUID.randomUUID().toString(), "Ada", number + "😀".repeat(1_900));
                ada.await("Signed");
            }
            drain(readers, ENTRIES);

            var stalling = delivery(ada, readers);
            System.out.printf(
                    "%d readers, one entry to all: %d ms before, %d ms while one does not read%n",
                    READERS, usual.toMillis(), stalling.toMillis());
            assertTrue(
                    stalling.compareTo(usual.multipliedBy(3).plusMillis(250)) < 0,
                    () -> usual + " before, " + stalling + " while one reader does not read");

            assertEquals(TRY_AGAIN_LATER, muteEnds.get(LET_GO_WITHIN.toSeconds(), TimeUnit.SECONDS));
            awaitReaders(guestbook, READERS); // Ada and those who read
            delivery(ada, readers);
            for (var reader : readers) reader.close();
        }
    }

    /** A reader of Server-Sent Events who never reads. */
    private static Socket unreadEvents(URI book) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(book.getHost(), book.getPort()));
        var request = "GET /api/v1/events HTTP/1.1\r\nHost: " + book.getAuthority() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** As a peer whose network has vanished looks to the server; the code it is closed with. */
    private static int readWithoutAnsweringPings(RawSocket mute) {
        try {
            return mute.closeCode();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The median time from a signing to the last of the readers. */
    private static Duration delivery(LiveClient ada, List<LiveClient> readers) throws Exception {
        var times = new ArrayList<Duration>();
        for (var round = 0; round < ROUNDS; round++) {
            var begin = System.nanoTime();
            ada.sign(UUID.randomUUID().toString(), "Ada", "round " + round);
            drain(readers, 1);
            times.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        return times.stream().sorted().toList().get(ROUNDS / 2);
    }

    private static void drain(List<LiveClient> readers, int entries) throws Exception {
        for (var reader : readers) {
            var heard = 0;
            while (heard < entries)
                heard += reader.next("Changes").path("changes").size();
            assertEquals(entries, heard);
        }
    }

    private static void awaitReaders(GuestbookProcess guestbook, int expected) throws Exception {
        var http = new HttpBook(guestbook.book());
        var deadline = System.nanoTime() + LET_GO_WITHIN.toNanos();
        while (json(http.get("health/ready")).path("readers").asInt() != expected) {
            assertTrue(System.nanoTime() < deadline, "the stalled readers were not let go");
            guestbook.process().waitFor(200, TimeUnit.MILLISECONDS);
        }
    }
}
