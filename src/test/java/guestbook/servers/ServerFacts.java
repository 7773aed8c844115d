package guestbook.servers;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the tests find out about a server; bin/servers makes its table of it. */
final class ServerFacts {
    private ServerFacts() {}

    static void tell(String name, String value) throws IOException {
        var facts = Path.of(System.getProperty("server.home") + ".facts");
        Files.write(facts, List.of(name + "=" + value), CREATE, APPEND);
    }
}
