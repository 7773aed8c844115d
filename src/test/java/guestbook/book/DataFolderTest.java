package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path server;

    @Test
    void each_book_of_a_server_has_a_folder_in_whatever_order_they_start() {
        assertEquals(server, DataFolder.of(server, "/wedding"));
        assertEquals(server.resolve("museum"), DataFolder.of(server, "/museum"));
        assertEquals(server.resolve("ROOT"), DataFolder.of(server, ""));
        assertEquals(server.resolve("museum"), DataFolder.of(server, "/museum"));
        assertEquals(server, DataFolder.of(server, "/wedding"));
    }

    @Test
    void a_book_that_was_there_before_is_found() throws Exception {
        Files.createFile(server.resolve("guestbook.mv.db"));
        assertEquals(server, DataFolder.of(server, "/guestbook"));
    }

    @Test
    void a_path_with_slashes_leads_nowhere_else() {
        DataFolder.of(server, "");
        assertEquals(server.resolve("a_b_.."), DataFolder.of(server, "/a/b/.."));
        assertEquals(server.resolve("__x"), DataFolder.of(server, "/../x"));
        assertEquals(server.resolve("_"), DataFolder.of(server, "/.."));
    }
}
