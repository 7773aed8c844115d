package guestbook.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.BookContract;
import guestbook.GuestbookProcess;
import guestbook.RawSocket;
import guestbook.lab.LabContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with the WAR run by itself. */
public class BookByItselfIT extends BookContract implements LabContract {
    private static GuestbookProcess guestbook;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder, "GUESTBOOK_PROXIES=0.0.0.0/0,::/0");
    }

    @AfterAll
    static void close() throws Exception {
        guestbook.close();
    }

    @Test
    void a_browser_that_offers_compression_gets_it() throws Exception {
        var offer = "Sec-WebSocket-Extensions: permessage-deflate";
        try (var browser = new RawSocket(book(), "guestbook.v1", 0, offer)) {
            assertTrue(browser.response().toLowerCase(Locale.ROOT).contains(offer.toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public URI book() {
        return guestbook.book();
    }
}
