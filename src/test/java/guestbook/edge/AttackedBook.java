package guestbook.edge;

import guestbook.GuestbookProcess;
import guestbook.LiveClient;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A book in a small heap, with its limits on, and with long entries, half of them of letters that are whole words. */
final class AttackedBook {
    static final int ENTRIES = 1_000;
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    private AttackedBook() {}

    /** Writes the entries and opens the book anew. */
    static GuestbookProcess open(Path folder, String... variables) throws Exception {
        try (var unlimited = GuestbookProcess.open(folder);
                var ada = LiveClient.ours(unlimited.book())) {
            for (var number = 0; number < ENTRIES; number++) {
                ada.sign(UUID.randomUUID().toString(), "Ada", (number % 2 == 0 ? "\ufdfa" : "é").repeat(2_000));
                ada.await("Signed");
            }
        }
        var limited = Stream.concat(Stream.of("GUESTBOOK_LIMITS=on"), Stream.of(variables));
        return GuestbookProcess.open(OPTIONS, folder, limited.toArray(String[]::new));
    }
}
