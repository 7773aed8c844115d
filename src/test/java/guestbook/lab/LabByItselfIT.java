package guestbook.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import guestbook.RawSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab where the WAR runs by itself: its echo conforms to RFC 6455 and RFC 7692, and an operator may do without. */
class LabByItselfIT {
    @Test
    void the_echo_conforms_to_the_protocol(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder)) {
            var suite = EchoSuite.run(guestbook.book(), "tomcat");
            System.out.println(suite);
            assertEquals(List.of(), suite.failures());
            assertEquals("", guestbook.errors(), "nothing that a client sends is worth the operator's attention");
        }
    }

    @Test
    void a_measurement_that_a_stop_interrupts_leaves_no_entry(@TempDir Path folder) throws Exception {
        try (var guestbook = GuestbookProcess.open(folder);
                var visitor = RawSocket.connected(guestbook.book(), 0, "")) {
            var request = "POST /lab/four-ways?delays=20 HTTP/1.1\r\nHost: "
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
