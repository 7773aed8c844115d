package guestbook.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.RawSocket;
import guestbook.lab.EchoSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The server's engine conforms to RFC 6455, and to RFC 7692 where it compresses. */
@ArquillianTest
public class EchoInServerIT {
    private static final int LEAVERS = 130;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FRAME_PART_BYTES = 4 * 1024 * 1024;

    @ArquillianResource
    private URL deployed;

    @Deployment(testable = false)
    public static WebArchive war() {
        return BuiltWar.unchanged("guestbook.war");
    }

    @Test
    public void the_echo_conforms_to_the_protocol() throws Exception {
        var server = Path.of(System.getProperty("server.home")).getFileName().toString();
        var suite = EchoSuite.run(URI.create(deployed.toString()), server);
        System.out.println("/echo: " + suite);
        assertEquals(List.of(), suite.failures());
    }

    /** Together they would be more than the heap of any of the servers here; one without memory does not take what is written. */
    @Test
    public void clients_that_leave_in_the_middle_of_a_long_frame_leave_nothing_behind() {
        var book = URI.create(deployed.toString());
        assertTimeoutPreemptively(PATIENCE, () -> {
            leave(book);
            assertEchoes(book, new byte[1024 * 1024]);
        });
    }

    private static void leave(URI book) throws IOException {
        var begun = Arrays.copyOf(
                RawSocket.framed(true, 0, RawSocket.BINARY, new byte[2 * FRAME_PART_BYTES], true), FRAME_PART_BYTES);
        for (var count = 0; count < LEAVERS; count++)
            try (var socket = new RawSocket(book, "echo", "", 0)) {
                socket.bytes(begun, begun.length);
            }
    }

    private static void assertEchoes(URI book, byte[] message) throws IOException {
        try (var socket = new RawSocket(book, "echo", "", 0)) {
            var writing = CompletableFuture.runAsync(() -> {
                try {
                    socket.frame(true, 0, RawSocket.BINARY, message);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            var echoed = 0;
            RawSocket.Frame frame;
            do {
                frame = socket.next().orElseThrow();
                if (frame.opcode() == RawSocket.PING) continue;
                assertTrue(frame.opcode() <= RawSocket.BINARY, "the server closed with " + frame.closeCode());
                echoed += frame.bytes().length;
            } while (!frame.last() || frame.opcode() == RawSocket.PING);
            assertEquals(message.length, echoed);
            writing.join();
        }
    }
}
