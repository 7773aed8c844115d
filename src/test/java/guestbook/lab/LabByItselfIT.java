package guestbook.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.LiveClient;
import java.nio.file.Path;
import java.util.List;
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
