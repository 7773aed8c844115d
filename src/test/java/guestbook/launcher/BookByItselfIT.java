package guestbook.launcher;

import guestbook.BookContract;
import guestbook.GuestbookProcess;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with the WAR run by itself. */
public class BookByItselfIT extends BookContract {
    private static GuestbookProcess guestbook;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        guestbook = GuestbookProcess.open(folder);
    }

    @AfterAll
    static void close() throws Exception {
        guestbook.close();
    }

    @Override
    protected URI book() {
        return guestbook.book();
    }
}
