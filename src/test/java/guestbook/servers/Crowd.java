package guestbook.servers;

import static guestbook.Eventually.eventually;
import static guestbook.HttpBook.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import guestbook.HttpBook;
import guestbook.RawSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Visitors who are there at the same time, so that every thread and every kept request of the server has to do with them. */
final class Crowd implements AutoCloseable {
    private static final int READERS = 96;
    private static final int UPLOADS = 32;
    private static final int FREE_THREAD_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final Duration GONE_LIMIT = Duration.ofSeconds(10);

    private final URI book;
    private final Deque<AutoCloseable> visitors = new ArrayDeque<>();

    private Crowd(URI book) {
        this.book = book;
    }

    static void visit(URI book) throws Exception {
        try (var crowd = new Crowd(book)) {
            crowd.read();
            crowd.upload();
        }
        awaitNobody(new HttpBook(book));
    }

    /** A server notices a moment later that somebody has gone, and keeps their buffers until then. */
    private static void awaitNobody(HttpBook book) throws Exception {
        eventually(
                GONE_LIMIT,
                () -> json(book.get("health/ready")).path("readers").asInt() == 0,
                () -> "somebody has stayed");
    }

    private void read() throws IOException {
        for (int i = 0; i < READERS; i++) visitors.push(new RawSocket(book, "guestbook.v1", 0));
    }

    /** An upload that waits for its body holds a thread; this begins them until there is no thread left. */
    private void upload() throws IOException {
        var uploads = new ArrayDeque<Upload>();
        do {
            uploads.add(new Upload(book));
            visitors.push(uploads.getLast());
        } while (uploads.getLast().isAwaited() && uploads.size() < UPLOADS);
        for (var upload : uploads) upload.finish();
        for (var upload : uploads) assertEquals(400, upload.answer());
    }

    @Override
    public void close() throws Exception {
        while (!visitors.isEmpty()) visitors.pop().close();
    }

    /** A draft without a name, whose sender waits to be asked for it (RFC 9110 §10.1.1). */
    private static final class Upload implements AutoCloseable {
        private static final String BODY = "{}";

        private final Socket socket;
        private final BufferedReader in;

        Upload(URI book) throws IOException {
            socket = new Socket(book.getHost(), book.getPort());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            send("POST " + book.getPath() + "api/v1/entries HTTP/1.1\r\nHost: " + book.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length()
                    + "\r\nExpect: 100-continue\r\n\r\n");
        }

        boolean isAwaited() throws IOException {
            socket.setSoTimeout(FREE_THREAD_MILLIS);
            try {
                return status() == 100;
            } catch (SocketTimeoutException none) {
                return false;
            } finally {
                socket.setSoTimeout(ANSWER_MILLIS);
            }
        }

        void finish() throws IOException {
            send(BODY);
        }

        int answer() throws IOException {
            var status = status();
            return status == 100 ? status() : status;
        }

        private int status() throws IOException {
            var status = Integer.parseInt(in.readLine().split(" ")[1]);
            while (!in.readLine().isEmpty()) {
                // the headers are of no interest
            }
            return status;
        }

        private void send(String words) throws IOException {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
