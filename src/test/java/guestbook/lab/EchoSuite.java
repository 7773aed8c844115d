package guestbook.lab;

import static guestbook.RawSocket.CLOSE;
import static guestbook.RawSocket.CONTINUATION;
import static guestbook.RawSocket.PING;
import static guestbook.RawSocket.TEXT;

import guestbook.RawSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Runs {@link EchoCases} against {@code /echo} and writes down what came of each. */
public final class EchoSuite {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** A server that means to fail fast has done so by then. */
    private static final Duration FAIL_FAST = Duration.ofSeconds(2);

    private static final List<String> TOO_BIG = List.of("close 1009", "close 1011");
    /** A server may take no frame so long. */
    private static final Set<String> ABOVE_4_MIB = Set.of("9.1.5", "9.1.6", "9.2.5", "9.2.6");

    /** The cases of chapter 7 whose script closes. */
    private static final String CLOSES_ITSELF = "7\\.1\\.[2-6]|7\\.[3-9].*|7\\.13.*";

    /** What has come back of a message that is too long does not matter. */
    private static final String TRUNCATED = "9.9";

    private static final byte[] NORMAL_CODE = {0x03, (byte) 0xE8};
    private static final String SILENCE = "silence";

    private final Map<String, List<String>> numbersByResult = new TreeMap<>();
    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** What came of a case. */
    enum Result {
        /** Exactly what was expected. */
        PASS,
        /** The connection was failed, as it must be, but later, with another code or without a close frame. */
        ENDED,
        /** The server takes no message, or frame, of this length, and says so. */
        LIMIT,
        /** The server did not agree to compress, so the messages went as they are, or the case does not apply. */
        UNCOMPRESSED,
        FAIL
    }

    /** Runs all cases and writes the table into {@code target/}. */
    public static EchoSuite run(URI book, String server) throws Exception {
        var suite = new EchoSuite();
        for (var one : EchoCases.all()) suite.run(book, one);
        Files.createDirectories(Path.of("target/echo"));
        Files.write(Path.of("target/echo", server + ".md"), suite.rows);
        return suite;
    }

    /** The cases that were neither passed nor ended in one of the ways that RFC 6455 allows. */
    public List<String> failures() {
        return failures;
    }

    /** How many came out how. */
    @Override
    public String toString() {
        return numbersByResult.entrySet().stream()
                .map(result -> result.getKey() + " " + result.getValue().size()
                        + (result.getKey().equals("PASS") ? "" : " " + result.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void run(URI book, EchoCases.Case one) throws Exception {
        try (var socket = one.offer().isEmpty()
                ? new RawSocket(book, "echo", "", 0)
                : new RawSocket(book, "echo", "", 0, "Sec-WebSocket-Extensions: " + one.offer())) {
            var needsCompression = !one.offer().isEmpty() && !one.number().startsWith("13.");
            if (needsCompression && !socket.compresses()) {
                note(one, Result.UNCOMPRESSED, "the server does not compress");
                return;
            }
            var heard = hear(socket, one);
            var result = judge(one, heard);
            if (result == Result.PASS && !one.offer().isEmpty() && !socket.compresses()) result = Result.UNCOMPRESSED;
            note(one, result, String.join(", ", ends(heard)));
        }
    }

    /** Reads while it writes, because a server that echoes stops reading when nobody reads. */
    private static List<String> hear(RawSocket socket, EchoCases.Case one) throws Exception {
        socket.patience(one.rest().isPresent() ? FAIL_FAST : PATIENCE);
        var writing = CompletableFuture.runAsync(() -> write(socket, one.script()));
        var heard = new ArrayList<String>();
        var reader = new Reader(socket);
        var closes = one.expected().get(one.expected().size() - 1).equals(EchoCases.NORMAL)
                && !one.number().matches(CLOSES_ITSELF);
        if (closes) {
            hearAll(reader, heard, one.expected().size() - 1);
            writing.join();
            write(socket, closing -> closing.frame(true, 0, CLOSE, NORMAL_CODE));
        }
        hearAll(reader, heard, Integer.MAX_VALUE);
        if (heard.contains(SILENCE) && one.rest().isPresent()) {
            write(socket, one.rest().get());
            socket.patience(PATIENCE);
            hearAll(reader, heard, Integer.MAX_VALUE);
        }
        if (heard.get(heard.size() - 1).equals("end") || heard.contains(SILENCE)) socket.close();
        writing.join();
        return heard;
    }

    private static void write(RawSocket socket, EchoCases.Script script) {
        try {
            script.run(socket);
        } catch (IOException broken) {
            // what the server made of it is heard on the other side
        }
    }

    /** So many events, or up to the end of the connection, or until nothing comes any more. */
    private static void hearAll(Reader reader, List<String> heard, int limit) throws IOException {
        try {
            while (heard.size() < limit && !hasEnded(heard)) heard.add(reader.next());
        } catch (SocketTimeoutException silent) {
            heard.add(SILENCE);
        }
    }

    private static boolean hasEnded(List<String> heard) {
        var last = heard.isEmpty() ? "" : heard.get(heard.size() - 1);
        return last.startsWith("close") || last.equals("end");
    }

    /** Reads messages and control frames, which may come in the middle of a message. */
    private static final class Reader {
        private final RawSocket socket;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private String kind = "";

        Reader(RawSocket socket) {
            this.socket = socket;
        }

        /** The next one, or how the connection ended. */
        String next() throws IOException {
            while (true) {
                var next = socket.next();
                if (next.isEmpty()) return "end";
                var frame = next.get();
                if (frame.opcode() == CLOSE) return "close " + (frame.closeCode() == 0 ? 1005 : frame.closeCode());
                if (frame.opcode() >= CLOSE)
                    return EchoCases.told(frame.opcode() == PING ? "ping" : "pong", frame.bytes());
                if (frame.opcode() != CONTINUATION) kind = frame.opcode() == TEXT ? "text" : "binary";
                message.writeBytes(frame.bytes());
                if (!frame.last()) continue;
                var whole = message.toByteArray();
                message.reset();
                return EchoCases.told(kind, whole);
            }
        }
    }

    private static Result judge(EchoCases.Case one, List<String> heard) {
        var expected = one.expected();
        if (expected.equals(heard)
                || expected.equals(List.of(EchoCases.ANY_CLOSE)) && heard.get(0).startsWith("close"))
            return Result.PASS;
        var ending = expected.get(expected.size() - 1);
        if (one.number().equals(TRUNCATED) && heard.get(heard.size() - 1).equals(ending)) return Result.PASS;
        var mustFail = !ending.equals(EchoCases.NORMAL);
        var last = heard.get(heard.size() - 1);
        var before = heard.stream()
                .limit(heard.size() - 1L)
                .filter(event -> !event.equals(SILENCE))
                .toList();
        var asExpected = expected.subList(0, Math.min(before.size(), expected.size() - 1))
                .equals(before);
        if (mustFail && asExpected && hasEnded(heard)) return Result.ENDED;
        return TOO_BIG.contains(last) && ABOVE_4_MIB.contains(one.number()) ? Result.LIMIT : Result.FAIL;
    }

    private void note(EchoCases.Case one, Result result, String heard) {
        rows.add("| " + one.number() + " | " + one.title() + " | " + result + " | "
                + (result == Result.PASS ? "" : heard) + " |");
        numbersByResult
                .computeIfAbsent(result.name(), none -> new ArrayList<>())
                .add(one.number());
        if (result == Result.FAIL)
            failures.add(one.number() + " " + one.title() + ": expected " + ends(one.expected()) + " but got " + heard);
    }

    /** A thousand echoes are too many words. */
    private static List<String> ends(List<String> events) {
        if (events.size() <= 4) return events;
        return List.of(events.get(0), "… " + (events.size() - 2) + " more …", events.get(events.size() - 1));
    }
}
