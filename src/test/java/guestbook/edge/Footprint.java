package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.GuestbookProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a running book takes of its machine, after a collection.
 *
 * @param heapKilobytes in use
 * @param descriptors open files and sockets
 */
record Footprint(long heapKilobytes, long descriptors, long threads) {
    private static final Pattern USED = Pattern.compile("(?:generation|space|heap) +total \\d+K, used (\\d+)K");
    private static final Pattern SOCKET_PAGES = Pattern.compile("TCP: .* mem (\\d+)");
    private static final long PAGE_KILOBYTES = 4;

    static Footprint of(GuestbookProcess guestbook) {
        return new Footprint(heapKilobytes(guestbook), count(guestbook, "fd"), count(guestbook, "task"));
    }

    static long heapKilobytes(GuestbookProcess guestbook) {
        jcmd(guestbook, "GC.run");
        var told = USED.matcher(jcmd(guestbook, "GC.heap_info"));
        var used = 0L;
        while (told.find()) used += Long.parseLong(told.group(1));
        assertTrue(used > 0, () -> "the process has ended: " + guestbook.errors());
        return used;
    }

    /** What the system keeps for all sockets of this machine, on their way in and out. */
    static long socketKilobytes() throws IOException {
        var told = SOCKET_PAGES.matcher(Files.readString(Path.of("/proc/net/sockstat")));
        assertTrue(told.find(), "the system tells of its sockets");
        return Long.parseLong(told.group(1)) * PAGE_KILOBYTES;
    }

    private static long count(GuestbookProcess guestbook, String kind) {
        try (var all =
                Files.list(Path.of("/proc", Long.toString(guestbook.process().pid()), kind))) {
            return all.count();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String jcmd(GuestbookProcess guestbook, String command) {
        try {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(guestbook.process().pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            var told = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            return told;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
