package guestbook.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.RawSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab where the WAR runs by itself: its echo conforms to RFC 6455 and RFC 7692, and an operator may do without. */
@Tag("long")
class LabByItselfIT {
    private static final int LEAVERS = 200;
    private static final int SIGNERS = 4;

    @Test
    void the_echo_conforms_to_the_protocol(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var suite = EchoSuite.run(guestbook.book(), "tomcat");
            System.out.println(suite);
            assertEquals(List.of(), suite.failures());
            assertEquals("", guestbook.errors(), "nothing that a client sends is worth the operator's attention");
        }
    }

    /** A server gives what it kept for somebody who has left to the next one, who must not be told the time. */
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void those_who_leave_when_a_tick_comes_disturb_nobody(String version, @TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var ends = System.nanoTime() + Duration.ofSeconds(15).toNanos();
            var threads = Executors.newFixedThreadPool(LEAVERS + SIGNERS);
            var people = new ArrayList<Future<Integer>>();
            for (var leaver = 0; leaver < LEAVERS; leaver++) {
                var chance = new Random(leaver);
                people.add(threads.submit(() -> comeAndGo(guestbook.book(), version, chance, ends)));
            }
            for (var signer = 0; signer < SIGNERS; signer++)
                people.add(threads.submit(() -> sign(guestbook.book(), ends)));
            threads.shutdown();
            for (var person : people) assertTrue(person.get(1, TimeUnit.MINUTES) > 0);
            assertEquals("", guestbook.errors());
        }
    }

    /** Leaves a second after a tick, more or less: just when the next one comes. */
    private static int comeAndGo(URI book, String version, Random chance, long endsNanos) throws Exception {
        var visits = 0;
        for (; System.nanoTime() < endsNanos; visits++)
            try (var visitor = RawSocket.connected(book, 0, "")) {
                visitor.setSoLinger(true, 0);
                var request = "GET /sse HTTP/" + version + "\r\nHost: " + book.getAuthority() + "\r\n\r\n";
                visitor.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                var told = new Scanner(visitor.getInputStream(), StandardCharsets.UTF_8);
                assertNotNull(told.findWithinHorizon("data:", 0));
                TimeUnit.MICROSECONDS.sleep(990_000 + chance.nextInt(20_000));
            }
        return visits;
    }

    private static int sign(URI book, long endsNanos) throws Exception {
        var http = new HttpBook(book);
        var signed = 0;
        for (; System.nanoTime() < endsNanos; signed++)
            assertEquals(200, http.sign("Ada", "Hello").statusCode());
        return signed;
    }

    @Test
    void a_measurement_that_a_stop_interrupts_leaves_no_entry(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var visitor = RawSocket.connected(guestbook.book(), 0, "")) {
            var request = "POST /lab/four-ways?entries=20 HTTP/1.1\r\nHost: "
                    + guestbook.book().getAuthority() + "\r\nContent-Length: 0\r\n\r\n";
            visitor.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var told = new Scanner(visitor.getInputStream(), StandardCharsets.UTF_8);
            assertNotNull(told.findWithinHorizon("\"signed\":2", 0));
            guestbook.stop();
            assertEquals("", guestbook.errors());
        }
        try (var again = GuestbookProcess.open(folder)) {
            assertEquals("[]", new HttpBook(again.book()).get("api/v1/entries").body());
        }
    }

    @Test
    void an_operator_may_do_without_the_lab(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LAB=off");
                var reader = LiveClient.ours(guestbook.book())) {
            var http = new HttpBook(guestbook.book());
            for (var path : List.of("lab", "echo", "ws", "sse", "socket"))
                assertEquals(404, http.get(path, "Accept", "*/*").statusCode(), path);
            assertEquals("Welcome", reader.next("Welcome").path("type").asText());
        }
    }
}
