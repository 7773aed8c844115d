package guestbook.launcher;

import guestbook.BookContract;
import guestbook.GuestbookProcess;
import guestbook.lab.LabContract;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    @Override
    public URI book() {
        return guestbook.book();
    }
}
