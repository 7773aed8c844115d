package guestbook.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.HttpBook;
import guestbook.RawSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** What a stranger may try to stop the book; each is bounded in count and time, and leaves nothing open. */
enum Attack {
    /** Answers that never end, asked for one after the other and left. */
    ENDLESS_HEADS {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var head = 0; head < visits.many(6_500); head++) {
                var socket = visits.connect(0);
                send(socket, request(book, "HEAD", head % 2 == 0 ? "api/v1/events" : "sse", ""));
                visits.leave(socket);
            }
        }

        @Override
        void assertRepelled(URI book, Visits visits) throws IOException {
            var socket = visits.connect(0);
            socket.setSoTimeout(2_000);
            send(socket, request(book, "HEAD", "api/v1/events", "Connection: close\r\n"));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
    },
    LONG_POLLS_LEFT {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var poll = 0; poll < visits.many(7_500); poll++) {
                var socket = visits.connect(0);
                send(socket, request(book, "GET", "api/v1/changes?wait=50", ""));
                visits.leave(socket);
            }
        }
    },
    /** As many waiting readers as there is room for, and more. */
    WAITING_READERS {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var reader = 0; reader < visits.many(2_500); reader++)
                send(
                        visits.connect(0),
                        request(book, "GET", reader % 2 == 0 ? "api/v1/events" : "api/v1/changes?wait=50", ""));
        }
    },
    /** Readers whose handshakes say as much as a request's head may, which the server keeps, in one place or another. */
    LONG_HANDSHAKES {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var handshakes = longHandshakes(book);
            for (var reader = 0; reader < visits.many(1_200); reader++)
                send(visits.connect(0), handshakes.get(reader % handshakes.size()));
        }

        @Override
        void assertRepelled(URI book, Visits visits) throws IOException {
            for (var handshake : longHandshakes(book)) {
                var socket = visits.connect(0);
                send(socket, handshake);
                var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                assertTrue(!status.isEmpty() && !status.equals("HTTP/1.1 101"), status);
            }
        }

        private static List<String> longHandshakes(URI book) {
            var parameters = new StringBuilder();
            for (var number = 1_000; number < 2_000; number++)
                parameters.append('&').append(number).append("=".repeat(30));
            var letters = "x".repeat(38_000);
            return List.of(
                    request(book, "GET", "ws/live-updates?since=" + parameters, HANDSHAKE),
                    request(book, "GET", "ws/live-updates", HANDSHAKE + "Sec-Fetch-Site: " + letters + "\r\n"),
                    request(book, "GET", "ws", HANDSHAKE + "Sec-WebSocket-Protocol: " + letters + "\r\n"),
                    request(book, "GET", "ws/live-updates", HANDSHAKE)
                            .replaceFirst("Host: .*\r", "Host: " + letters + "\r"));
        }
    },
    /** Goes on with a message long after it was refused. */
    ENDLESS_MESSAGES {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var path : new String[] {"ws/live-updates", "ws", "socket", "echo"}) {
                var socket = visits.open(path, 0, DEFLATE);
                var part = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
                var compressed = socket.compresses() ? inflating(new byte[16 * 1024 * 1024]) : part;
                var bits = socket.compresses() ? 4 : 0;
                socket.frame(false, bits, RawSocket.TEXT, compressed);
                for (var more = 0; more < 150; more++) socket.frame(false, 0, RawSocket.CONTINUATION, compressed);
            }
        }

        @Override
        void assertRepelled(URI book, Visits visits) throws IOException {
            assertTrue(!visits.sockets().isEmpty(), "nobody came in");
            var deadline = System.nanoTime() + ENDED_WITHIN.toNanos();
            for (var socket : visits.sockets()) {
                while (socket.hasNext(ENDED_WITHIN) && socket.next().isPresent())
                    assertTrue(System.nanoTime() < deadline, "whoever goes on after a refusal is cut off");
                assertTrue(System.nanoTime() < deadline, "whoever goes on after a refusal is cut off");
            }
        }
    },
    /** Begins messages that never end. */
    UNFINISHED_MESSAGES {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var begun = (" ".repeat(60_000) + "€").getBytes(StandardCharsets.UTF_8);
            for (var sender = 0; sender < visits.many(1_100); sender++)
                visits.open("ws/live-updates", 0).frame(false, 0, RawSocket.TEXT, begun);
        }
    },
    /** Wants long answers and does not read them. */
    LONG_ANSWERS_UNREAD {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var message = "{\"type\":\"Wave\",\"key\":\"" + "k".repeat(60_000) + "\",\"to\":\"x\"}";
            for (var sender = 0; sender < 40; sender++) {
                var socket = visits.open("ws/live-updates", SMALL);
                for (var number = 0; number < 128; number++) socket.text(message);
            }
        }
    },
    /** Waves without end at one who does not read. */
    WAVES {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var victim = visits.open("ws/live-updates", SMALL);
            var welcome = victim.next().orElseThrow().payload();
            var id = welcome.replaceFirst(".*\"connection\":\"", "").replaceFirst("\".*", "");
            for (var sender = 0; sender < 10; sender++) {
                var socket = visits.open("ws/live-updates", 0);
                for (var wave = 0; wave < 3_000; wave++) socket.text("{\"type\":\"Wave\",\"to\":\"" + id + "\"}");
            }
        }

        @Override
        void assertRepelled(URI book, Visits visits) throws IOException {
            // One who floods is closed as well; this one stays below what may be unanswered.
            var begin = System.nanoTime();
            var socket = visits.open("ws/live-updates", 0);
            for (var wave = 0; wave < 100; wave++) socket.text("{\"type\":\"Wave\",\"to\":\"nobody\"}");
            var answered = 0;
            var toWait = 0;
            while (answered < 100) {
                var message = socket.next().orElseThrow().payload();
                if (message.contains("\"type\":\"Rejected\"")) answered++;
                if (message.contains("\"code\":\"too_many\"")) toWait++;
            }
            var may = 30 + 10 * (1 + Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            assertTrue(toWait >= 100 - may, "told to wait: " + toWait + " of 100, of whom " + may + " may wave");
        }
    },
    /** Long lists that nobody reads. */
    LISTS_UNREAD {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var reader = 0; reader < 300; reader++)
                send(visits.connect(SMALL), request(book, "GET", "api/v1/entries?limit=1000", ""));
        }
    },
    /** Everything at once to readers who do not read, each at another place in the book. */
    CATCHING_UP_UNREAD {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var epoch = visits.epoch();
            for (var reader = 0; reader < 600; reader++)
                visits.open("ws/live-updates?since=" + epoch + ":" + reader, SMALL);
        }
    },
    /** Takes all the room of the lab and says nothing. */
    SILENT_LAB {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var visitor = 0; visitor < 200; visitor++) visits.open(visitor % 2 == 0 ? "ws" : "socket", 0);
        }

        @Override
        void assertRepelled(URI book, Visits visits) throws IOException {
            // Who has been silent for a while makes room; whoever comes earlier is asked to come back.
            var deadline = System.nanoTime() + LAB_PATIENCE.toNanos();
            var next = visits.firstOfTheLab();
            while (next.opcode() != RawSocket.TEXT && System.nanoTime() < deadline) {
                visits.pause(Duration.ofSeconds(1));
                next = visits.firstOfTheLab();
            }
            assertEquals(RawSocket.TEXT, next.opcode(), "the next visitor of the lab is told the time");
        }
    },
    /** Asks for an upgrade anywhere and takes its time. */
    SLOW_UPGRADES {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var number = 0; number < 100; number++)
                send(
                        visits.connect(SMALL),
                        request(
                                book,
                                "GET",
                                "api/v1/entries?limit=1000",
                                "Upgrade: websocket\r\nConnection: Upgrade\r\n"));
        }
    },
    /** Readers who do not read, and want to be answered. */
    STUCK_PINGS {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var epoch = visits.epoch();
            var stuck = new ArrayList<RawSocket>();
            for (var reader = 0; reader < 210; reader++)
                stuck.add(visits.open("ws/live-updates?since=" + epoch + ":0", SMALL));
            visits.pause(Duration.ofSeconds(2)); // until they are full
            for (var reader : stuck) reader.frame(true, 0, RawSocket.PING, new byte[0]);
        }
    },
    /** Large files, one after the other, that nobody reads. */
    FILES_UNREAD {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var reader = 0; reader < 205; reader++)
                send(
                        visits.connect(SMALL),
                        request(book, "GET", "swagger-ui/swagger-ui-bundle.js", "")
                                .repeat(30));
        }
    },
    /** Many small answers that nobody reads, of those that go wrong as well. */
    ERRORS_UNREAD {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var reader = 0; reader < 205; reader++)
                send(
                        visits.connect(SMALL),
                        (request(book, "GET", "nothing", "Accept: text/html\r\n")
                                        + request(book, "GET", "api/v1/changes?wait=x", "")
                                        + request(book, "PUT", "", ""))
                                .repeat(33));
        }
    },
    SLOW_UPLOADS {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var uploads = new ArrayList<Socket>();
            for (var upload = 0; upload < 205; upload++) {
                var socket = visits.connect(0);
                var path = List.of("api/v1/entries", "nothing", "api/v1/entries/1/withdrawal")
                        .get(upload % 3);
                send(
                        socket,
                        request(book, "POST", path, "Content-Type: application/json\r\nContent-Length: 60000\r\n"));
                uploads.add(socket);
            }
            for (var octet = 0; octet < 4; octet++) {
                visits.pause(Duration.ofSeconds(1));
                for (var socket : uploads) send(socket, "{");
            }
        }
    },
    /** Long messages of nothing but braces, each of which becomes an object, all at the same moment. */
    COSTLY_JSON {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var body = "{\"a\":[" + "{},".repeat(21_000) + "{}]}";
            var head = request(
                    book,
                    "POST",
                    "api/v1/entries",
                    "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n");
            var uploads = new ArrayList<Socket>();
            for (var upload = 0; upload < visits.many(1_000); upload++) {
                var socket = visits.connect(0);
                send(socket, head + body.substring(1)); // all but the last byte
                uploads.add(socket);
            }
            for (var socket : uploads) send(socket, "}");
            for (var sender = 0; sender < 100; sender++) {
                var socket = visits.open("ws/live-updates", 0);
                for (var message = 0; message < 5; message++) socket.text(body);
            }
        }
    },
    /** Long messages of nothing but marks, to put which in order takes the square of their number. */
    COSTLY_MARKS {
        @Override
        void against(URI book, Visits visits) throws IOException {
            var marks = "\\u0301".repeat(5_000) + "\\u0323".repeat(5_000);
            var body = "{\"name\":\"Eve\",\"text\":\"a" + marks + "\"}";
            for (var sender = 0; sender < visits.many(220); sender++)
                send(
                        visits.connect(0),
                        request(
                                        book,
                                        "POST",
                                        "api/v1/entries",
                                        "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                                + body);
        }
    },
    /** Searches through letters that are whole words. */
    SEARCHES {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var search = 0; search < 60; search++)
                send(visits.connect(0), request(book, "GET", "?q=nobody+" + search, ""));
        }

        @Override
        Duration processorLimit() {
            return Duration.ofSeconds(10);
        }
    },
    /** Signs as fast as it can, and asks for receipts again and again. */
    SIGNING {
        @Override
        void against(URI book, Visits visits) throws IOException {
            for (var signer = 0; signer < 5; signer++) {
                var socket = visits.open("ws/live-updates", 0);
                var key = UUID.randomUUID();
                for (var number = 0; number < 400; number++)
                    socket.text("{\"type\":\"Sign\",\"key\":\"" + (number % 2 == 0 ? key : UUID.randomUUID())
                            + "\",\"name\":\"Mallory\",\"text\":\"again\"}");
            }
        }

        @Override
        void assertRepelled(URI book, Visits visits) throws IOException {
            var newest = visits.newest();
            var signed = newest.split("\"name\":\"Mallory\"", -1).length - 1;
            assertTrue(
                    signed > 0 && signed <= 5 * 30,
                    signed + " of five guests, each of whom may 20 times and then every 3 s");
        }
    };

    private static final String HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String ATTACKER = "127.0.0.2";
    private static final int SMALL = 4 * 1024;
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LAB_PATIENCE = Duration.ofSeconds(30);
    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";

    /** Those named in the property {@code attacks}, or all. */
    static List<Attack> chosen() {
        return Arrays.stream(values())
                .filter(attack -> attack.name().matches(System.getProperty("attacks", ".*")))
                .toList();
    }

    /** Does it, and leaves it as it is for a while. */
    abstract void against(URI book, Visits visits) throws IOException;

    /** Of the processor, for the attack and all who are there meanwhile. */
    Duration processorLimit() {
        return Duration.ofSeconds(25);
    }

    /** What the attacker must have been told meanwhile, beyond what all attacks are measured by. */
    void assertRepelled(URI book, Visits visits) throws IOException {}

    private static String request(URI book, String method, String path, String headers) {
        return method + " " + book.getPath() + path + " HTTP/1.1\r\nHost: " + book.getAuthority() + "\r\n" + headers
                + "\r\n";
    }

    /** The part of a message after which more comes (RFC 7692 §7.2.1), a thousandth of what it becomes. */
    private static byte[] inflating(byte[] zeros) {
        var compressed = RawSocket.deflated(zeros);
        var whole = Arrays.copyOf(compressed, compressed.length + 4);
        whole[whole.length - 1] = whole[whole.length - 2] = (byte) 0xFF;
        return whole;
    }

    /** The book may have had enough and closed; then there is nothing more to be sent. */
    private static void send(Socket socket, String words) throws IOException {
        try {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        } catch (SocketException closed) {
            // which is its right
        }
    }

    /** The attacker's connections, all of which are closed at the end. */
    static final class Visits implements AutoCloseable {
        private final URI book;
        private final String epoch;
        private int made;
        private final Deque<AutoCloseable> open = new ArrayDeque<>();

        Visits(URI book, String epoch) {
            this.book = book;
            this.epoch = epoch;
        }

        String epoch() {
            return epoch;
        }

        /** So many, or fewer where each costs both sides a TLS handshake. */
        int many(int count) {
            return book.getScheme().equals("https") ? count / 5 : count;
        }

        /** How often it has connected. */
        int made() {
            return made;
        }

        Socket connect(int receiveBufferBytes) throws IOException {
            var socket = RawSocket.connected(book, receiveBufferBytes, ATTACKER);
            made++;
            open.push(socket);
            return socket;
        }

        RawSocket open(String path, int receiveBufferBytes, String... headers) throws IOException {
            var socket = new RawSocket(connect(receiveBufferBytes), book, path, "guestbook.v1", headers);
            open.push(socket);
            return socket;
        }

        /** All that are WebSockets. */
        List<RawSocket> sockets() {
            return open.stream()
                    .filter(RawSocket.class::isInstance)
                    .map(RawSocket.class::cast)
                    .toList();
        }

        /** The newest entries, as a program reads them. */
        String newest() throws IOException {
            try {
                return new HttpBook(book).get("api/v1/entries?limit=1000").body();
            } catch (InterruptedException ended) {
                throw new IOException(ended);
            }
        }

        /** What a visitor of the lab hears first who wants to be told the time. */
        RawSocket.Frame firstOfTheLab() throws IOException {
            var visitor = open("ws", 0);
            visitor.text("begin");
            return visitor.next().orElseThrow();
        }

        void leave(Socket socket) throws IOException {
            open.remove(socket);
            socket.close();
        }

        void pause(Duration pause) {
            LockSupport.parkNanos(pause.toNanos());
        }

        @Override
        public void close() throws Exception {
            while (!open.isEmpty()) open.pop().close();
        }
    }
}
