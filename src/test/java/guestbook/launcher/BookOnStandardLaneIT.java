package guestbook.launcher;

import guestbook.BookContract;
import guestbook.GuestbookProcess;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract, where messages go to readers by the standard's own means. */
@Tag("long")
public class BookOnStandardLaneIT extends BookContract {
    private static GuestbookProcess guestbook;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder, "GUESTBOOK_LANES=standard");
    }

    @AfterAll
    static void close() throws Exception {
        guestbook.close();
    }

    @Override
    public URI book() {
        return guestbook.book();
    }
}
