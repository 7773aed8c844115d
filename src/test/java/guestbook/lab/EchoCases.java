package guestbook.lab;

import static guestbook.RawSocket.BINARY;
import static guestbook.RawSocket.CLOSE;
import static guestbook.RawSocket.CONTINUATION;
import static guestbook.RawSocket.PING;
import static guestbook.RawSocket.PONG;
import static guestbook.RawSocket.TEXT;

import guestbook.RawSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What an echo server must do with frames, right and wrong (RFC 6455, RFC 7692), numbered as in the Autobahn test suite, so
 * that results can be laid side by side.
 */
final class EchoCases {
    static final String NORMAL = "close 1000";
    static final String PROTOCOL_ERROR = "close 1002";
    static final String NOT_UTF8 = "close 1007";
    /** Whatever code: the client gave none that could be sent back. */
    static final String ANY_CLOSE = "close";

    private static final int[] SIZES = {0, 125, 126, 127, 128, 65_535, 65_536};
    private static final int KIB = 1024;
    private static final int MIB = KIB * KIB;
    private static final String COMPRESSION = "permessage-deflate";

    private final List<Case> cases = new ArrayList<>();
    private final Random random = new Random(6_455);

    /**
     * One case.
     *
     * @param offer the extension that the client offers, or ""
     * @param expected what the client must get, in this order; the last is how the connection ends
     * @param rest what the client sends when the server has not failed as fast as it could
     */
    record Case(
            String number, String title, String offer, Script script, List<String> expected, Optional<Script> rest) {}

    /** What the client sends. The driver closes with 1000 afterwards, unless the script has closed or broken something. */
    interface Script {
        void run(RawSocket socket) throws IOException;
    }

    /** All of them, in the order of their numbers. */
    static List<Case> all() {
        var suite = new EchoCases();
        suite.framing();
        suite.pings();
        suite.reservedBits();
        suite.opcodes();
        suite.fragmentation();
        suite.utf8();
        suite.closing();
        suite.sizes();
        suite.compression();
        return suite.cases;
    }

    /** How an echoed message is written down: short ones in full, long ones by length and checksum. */
    static String told(String kind, byte[] payload) {
        if (payload.length <= 40) return kind + " " + HexFormat.of().formatHex(payload);
        return kind + " " + payload.length + " bytes, " + Arrays.hashCode(payload);
    }

    private void framing() {
        var number = 1;
        for (var size : SIZES) {
            var words = text(size);
            echoes("1.1." + number++, "text of " + size + " bytes", socket -> whole(socket, TEXT, words), TEXT, words);
        }
        var chopped = text(65_536);
        echoes(
                "1.1.8",
                "text of 65536 bytes, in pieces of 997",
                socket -> pieces(socket, frame(true, 0, TEXT, chopped), 997),
                TEXT,
                chopped);
        number = 1;
        for (var size : SIZES) {
            var bytes = bytes(size);
            echoes(
                    "1.2." + number++,
                    "binary of " + size + " bytes",
                    socket -> whole(socket, BINARY, bytes),
                    BINARY,
                    bytes);
        }
        var choppedBytes = bytes(65_536);
        echoes(
                "1.2.8",
                "binary of 65536 bytes, in pieces of 997",
                socket -> pieces(socket, frame(true, 0, BINARY, choppedBytes), 997),
                BINARY,
                choppedBytes);
    }

    private void pings() {
        add("2.1", "ping without payload", socket -> whole(socket, PING, ""), "pong ", NORMAL);
        pings("2.2", "ping with text", utf8("Hello"));
        pings("2.3", "ping with binary", new byte[] {0, (byte) 0xFF, (byte) 0xFE, (byte) 0xFD, 0});
        pings("2.4", "ping with 125 bytes", bytes(125));
        add("2.5", "ping with 126 bytes", socket -> whole(socket, PING, bytes(126)), PROTOCOL_ERROR);
        var ping = bytes(125);
        add(
                "2.6",
                "ping with 125 bytes, byte by byte",
                socket -> pieces(socket, frame(true, 0, PING, ping), 1),
                told("pong", ping),
                NORMAL);
        add("2.7", "unsolicited pong without payload", socket -> whole(socket, PONG, ""), NORMAL);
        add("2.8", "unsolicited pong with payload", socket -> whole(socket, PONG, "unasked"), NORMAL);
        add(
                "2.9",
                "unsolicited pong, then ping",
                socket -> {
                    whole(socket, PONG, "unasked");
                    whole(socket, PING, "asked");
                },
                told("pong", utf8("asked")),
                NORMAL);
        for (var pieceBytes : List.of(Integer.MAX_VALUE, 1)) {
            var pongs = new ArrayList<String>();
            for (var count = 0; count < 10; count++) pongs.add(told("pong", utf8("ping " + count)));
            pongs.add(NORMAL);
            add(
                    pieceBytes == 1 ? "2.11" : "2.10",
                    "ten pings" + (pieceBytes == 1 ? ", byte by byte" : ""),
                    socket -> {
                        for (var count = 0; count < 10; count++)
                            pieces(socket, frame(true, 0, PING, utf8("ping " + count)), pieceBytes);
                    },
                    pongs.toArray(String[]::new));
        }
    }

    private void reservedBits() {
        add("3.1", "text with reserved bits 1", socket -> socket.frame(true, 1, TEXT, utf8("Hello")), PROTOCOL_ERROR);
        var number = 2;
        for (var piece : List.of("at once", "frame by frame", "byte by byte")) {
            var all = joined(
                    frame(true, 0, TEXT, utf8("Hello")),
                    frame(true, number, TEXT, utf8("Hello")),
                    frame(true, 0, PING, new byte[0]));
            add(
                    "3." + number,
                    "text, then text with reserved bits " + number + ", then ping, " + piece,
                    socket -> pieces(
                            socket, all, piece.equals("at once") ? all.length : piece.equals("byte by byte") ? 1 : 11),
                    told("text", utf8("Hello")),
                    PROTOCOL_ERROR);
            number++;
        }
        add("3.5", "binary with reserved bits 5", socket -> socket.frame(true, 5, BINARY, bytes(8)), PROTOCOL_ERROR);
        add("3.6", "ping with reserved bits 6", socket -> socket.frame(true, 6, PING, bytes(8)), PROTOCOL_ERROR);
        add("3.7", "close with reserved bits 7", socket -> socket.frame(true, 7, CLOSE, code(1000)), PROTOCOL_ERROR);
    }

    private void opcodes() {
        for (var control : List.of(false, true)) {
            var first = control ? 11 : 3;
            for (var step = 0; step < 5; step++) {
                var opcode = first + step;
                var payload = step == 0 ? new byte[0] : utf8("reserved");
                var number = (control ? "4.2." : "4.1.") + (step + 1);
                if (step < 2)
                    add(
                            number,
                            "reserved opcode " + opcode,
                            socket -> socket.frame(true, 0, opcode, payload),
                            PROTOCOL_ERROR);
                else {
                    var all = joined(
                            frame(true, 0, TEXT, utf8("Hello")),
                            frame(true, 0, opcode, payload),
                            frame(true, 0, PING, new byte[0]));
                    var piece = step == 4 ? 1 : step == 3 ? 11 : all.length;
                    add(
                            number,
                            "text, then reserved opcode " + opcode + ", then ping",
                            socket -> pieces(socket, all, piece),
                            told("text", utf8("Hello")),
                            PROTOCOL_ERROR);
                }
            }
        }
    }

    private void fragmentation() {
        add(
                "5.1",
                "ping in two fragments",
                socket -> fragments(socket, PING, "fragment1", "fragment2"),
                PROTOCOL_ERROR);
        add(
                "5.2",
                "pong in two fragments",
                socket -> fragments(socket, PONG, "fragment1", "fragment2"),
                PROTOCOL_ERROR);
        var two = utf8("fragment1fragment2");
        var frames = joined(frame(false, 0, TEXT, utf8("fragment1")), frame(true, 0, CONTINUATION, utf8("fragment2")));
        echoes("5.3", "text in two fragments", socket -> pieces(socket, frames, 15), TEXT, two);
        echoes("5.4", "text in two fragments, at once", socket -> pieces(socket, frames, frames.length), TEXT, two);
        echoes("5.5", "text in two fragments, byte by byte", socket -> pieces(socket, frames, 1), TEXT, two);
        var pinged = joined(
                frame(false, 0, TEXT, utf8("fragment1")),
                frame(true, 0, PING, utf8("ping")),
                frame(true, 0, CONTINUATION, utf8("fragment2")));
        for (var step : Map.of("5.6", 15, "5.7", pinged.length, "5.8", 1).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList())
            add(
                    step.getKey(),
                    "text in two fragments, a ping between them, in pieces of " + step.getValue(),
                    socket -> pieces(socket, pinged, step.getValue()),
                    told("pong", utf8("ping")),
                    told("text", two),
                    NORMAL);
        var number = 9;
        for (var last : List.of(true, false)) {
            var all = joined(
                    frame(last, 0, CONTINUATION, utf8("nothing to continue")), frame(true, 0, TEXT, utf8("Hello")));
            for (var piece : List.of(25, all.length, 1))
                add(
                        "5." + number++,
                        "continuation without a beginning (" + (last ? "last" : "not last") + "), in pieces of "
                                + piece,
                        socket -> pieces(socket, all, piece),
                        PROTOCOL_ERROR);
        }
        add(
                "5.15",
                "text in two fragments, then a continuation too many",
                socket -> {
                    fragments(socket, TEXT, "fragment1", "fragment2");
                    socket.frame(false, 0, CONTINUATION, utf8("fragment3"));
                    whole(socket, TEXT, "fragment4");
                },
                told("text", two),
                PROTOCOL_ERROR);
        for (var last : List.of(false, true))
            add(
                    last ? "5.17" : "5.16",
                    "continuation without a beginning, then text in fragments, twice",
                    socket -> {
                        for (var count = 0; count < 2; count++) {
                            socket.frame(last, 0, CONTINUATION, utf8("fragment1"));
                            fragments(socket, TEXT, "fragment2", "fragment3");
                        }
                    },
                    PROTOCOL_ERROR);
        add(
                "5.18",
                "a second text before the end of the first",
                socket -> {
                    socket.frame(false, 0, TEXT, utf8("fragment1"));
                    socket.frame(true, 0, TEXT, utf8("fragment2"));
                },
                PROTOCOL_ERROR);
        for (var piece : List.of(Integer.MAX_VALUE, 1)) {
            var all = joined(
                    frame(false, 0, TEXT, utf8("fragment1")),
                    frame(false, 0, CONTINUATION, utf8("fragment2")),
                    frame(true, 0, PING, utf8("first")),
                    frame(false, 0, CONTINUATION, utf8("fragment3")),
                    frame(false, 0, CONTINUATION, utf8("fragment4")),
                    frame(true, 0, PING, utf8("second")),
                    frame(true, 0, CONTINUATION, utf8("fragment5")));
            add(
                    piece == 1 ? "5.20" : "5.19",
                    "text in five fragments with two pings between" + (piece == 1 ? ", byte by byte" : ""),
                    socket -> pieces(socket, all, piece),
                    told("pong", utf8("first")),
                    told("pong", utf8("second")),
                    told("text", utf8("fragment1fragment2fragment3fragment4fragment5")),
                    NORMAL);
        }
    }

    private void utf8() {
        echoes("6.1.1", "empty text", socket -> whole(socket, TEXT, ""), TEXT, new byte[0]);
        echoes("6.1.2", "three empty fragments", socket -> fragments(socket, TEXT, "", "", ""), TEXT, new byte[0]);
        echoes(
                "6.1.3",
                "three fragments, the middle one not empty",
                socket -> fragments(socket, TEXT, "", "middle", ""),
                TEXT,
                utf8("middle"));
        var valid = utf8("Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!");
        echoes("6.2.1", "text beyond ASCII", socket -> whole(socket, TEXT, valid), TEXT, valid);
        echoes("6.2.2", "the same in two fragments", socket -> split(socket, valid, 11), TEXT, valid);
        echoes("6.2.3", "the same in fragments of one byte", socket -> split(socket, valid, 1), TEXT, valid);
        var greek = utf8("\u03ba\u1f79\u03c3\u03bc\u03b5");
        echoes("6.2.4", "Greek in fragments of one byte", socket -> split(socket, greek, 1), TEXT, greek);
        var invalid = joined(greek, hex("eda080"), utf8("edited"));
        add("6.3.1", "a surrogate in the middle", socket -> whole(socket, TEXT, invalid), NOT_UTF8);
        add("6.3.2", "the same in fragments of one byte", socket -> split(socket, invalid, 1), NOT_UTF8);
        var tooHigh = joined(greek, hex("f4908080"), utf8("edited"));
        failsFast(
                "6.4.1",
                "a code point too high, in the second of three fragments",
                socket -> {
                    socket.frame(false, 0, TEXT, greek);
                    socket.frame(false, 0, CONTINUATION, hex("f4908080"));
                },
                socket -> socket.frame(true, 0, CONTINUATION, utf8("edited")));
        failsFast(
                "6.4.2",
                "after the byte that makes it too high, in fragments",
                socket -> {
                    socket.frame(false, 0, TEXT, joined(greek, hex("f4")));
                    socket.frame(false, 0, CONTINUATION, hex("90"));
                },
                socket -> socket.frame(true, 0, CONTINUATION, hex("8080656469746564")));
        var number = 3;
        for (var before : List.of(greek.length + 4, greek.length + 2)) {
            var whole = frame(true, 0, TEXT, tooHigh);
            var cut = 6 + before;
            failsFast(
                    "6.4." + number++,
                    "within one frame, after " + before + " bytes",
                    socket -> socket.bytes(whole, cut),
                    socket -> socket.bytes(Arrays.copyOfRange(whole, cut, whole.length), whole.length - cut));
        }
        sequences();
    }

    private void failsFast(String number, String title, Script script, Script rest) {
        cases.add(new Case(number, "fail fast: " + title, "", script, List.of(NOT_UTF8), Optional.of(rest)));
    }

    /** The boundaries of UTF-8 (RFC 3629 §3, and Markus Kuhn's stress test). */
    private void sequences() {
        var number = 1;
        for (var word : List.of("cebae1bdb9cf83cebcceb5", "ceba", "cebae1bdb9", "cebae1bdb9cf83", "cebae1bdb9cf83cebc"))
            sequence("6.5." + number++, word, true);
        number = 1;
        for (var cut : List.of("ce", "cebae1", "cebae1bd", "cebae1bdb9cf", "cebae1bdb9cf83ce", "cebae1bdb9cf83cebcce"))
            sequence("6.6." + number++, cut, false);
        number = 1;
        for (var shortest : List.of("00", "c280", "e0a080", "f0908080")) sequence("6.7." + number++, shortest, true);
        number = 1;
        for (var tooLong : List.of("f888808080", "fc8480808080")) sequence("6.8." + number++, tooLong, false);
        number = 1;
        for (var longest : List.of("7f", "dfbf", "efbfbf", "f48fbfbf")) sequence("6.9." + number++, longest, true);
        number = 1;
        for (var above : List.of("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf")) sequence("6.10." + number++, above, false);
        number = 1;
        for (var boundary : List.of("ed9fbf", "ee8080", "efbfbd", "f48fbfbf"))
            sequence("6.11." + number++, boundary, true);
        sequence("6.11.5", "f4908080", false);
        number = 1;
        for (var lonely : List.of(
                "80",
                "bf",
                "80bf",
                "80bf80",
                "80bf80bf",
                "80bf80bf80",
                "80bf80bf80bf",
                "808182838485868788898a8b8c8d8e8f")) sequence("6.12." + number++, lonely, false);
        number = 1;
        for (var start : List.of("c020c120df20", "e020e120ef20", "f020f120f720", "f820f920fb20", "fc20fd20"))
            sequence("6.13." + number++, start, false);
        number = 1;
        for (var missing : List.of(
                "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"))
            sequence("6.14." + number++, missing, false);
        sequence("6.15.1", "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf", false);
        number = 1;
        for (var impossible : List.of("fe", "ff", "fefeffff")) sequence("6.16." + number++, impossible, false);
        number = 1;
        for (var overlong : List.of("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"))
            sequence("6.17." + number++, overlong, false);
        number = 1;
        for (var overlong : List.of("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"))
            sequence("6.18." + number++, overlong, false);
        number = 1;
        for (var zero : List.of("c080", "e08080", "f0808080", "f880808080", "fc8080808080"))
            sequence("6.19." + number++, zero, false);
        number = 1;
        for (var surrogate : List.of("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"))
            sequence("6.20." + number++, surrogate, false);
        number = 1;
        for (var pair : List.of(
                "eda080edb080",
                "eda080edbfbf",
                "edadbfedb080",
                "edadbfedbfbf",
                "edae80edb080",
                "edae80edbfbf",
                "edafbfedb080",
                "edafbfedbfbf")) sequence("6.21." + number++, pair, false);
        number = 1;
        for (var noncharacter :
                List.of("efbfbe", "efbfbf", "f09fbfbe", "f09fbfbf", "f0afbfbe", "f0afbfbf", "f48fbfbe", "f48fbfbf"))
            sequence("6.22." + number++, noncharacter, true);
        number = 1;
        for (var replacement : List.of("efbfbd", "efbfbcefbfbd", "f09f9880"))
            sequence("6.23." + number++, replacement, true);
    }

    private void sequence(String number, String hex, boolean valid) {
        var bytes = hex(hex);
        if (valid) echoes(number, "UTF-8 " + hex, socket -> whole(socket, TEXT, bytes), TEXT, bytes);
        else add(number, "not UTF-8 " + hex, socket -> whole(socket, TEXT, bytes), NOT_UTF8);
    }

    private void closing() {
        echoes("7.1.1", "text, then close", socket -> whole(socket, TEXT, "Hello"), TEXT, utf8("Hello"));
        add(
                "7.1.2",
                "two closes",
                socket -> {
                    socket.frame(true, 0, CLOSE, code(1000));
                    socket.frame(true, 0, CLOSE, code(1000));
                },
                NORMAL);
        add(
                "7.1.3",
                "a ping after close",
                socket -> {
                    socket.frame(true, 0, CLOSE, code(1000));
                    whole(socket, PING, "");
                },
                NORMAL);
        add(
                "7.1.4",
                "text after close",
                socket -> {
                    socket.frame(true, 0, CLOSE, code(1000));
                    whole(socket, TEXT, "late");
                },
                NORMAL);
        add(
                "7.1.5",
                "close in the middle of a message",
                socket -> {
                    socket.frame(false, 0, TEXT, utf8("fragment1"));
                    socket.frame(true, 0, CLOSE, code(1000));
                    socket.frame(true, 0, CONTINUATION, utf8("fragment2"));
                },
                NORMAL);
        var long256 = text(256 * KIB);
        add(
                "7.1.6",
                "256 KiB, close, ping",
                socket -> {
                    whole(socket, TEXT, long256);
                    socket.frame(true, 0, CLOSE, code(1000));
                    whole(socket, PING, "");
                },
                told("text", long256),
                NORMAL);
        add("7.3.1", "close without payload", socket -> whole(socket, CLOSE, ""), ANY_CLOSE);
        add("7.3.2", "close with one byte", socket -> whole(socket, CLOSE, "a"), PROTOCOL_ERROR);
        add("7.3.3", "close with a code", socket -> socket.frame(true, 0, CLOSE, code(1000)), NORMAL);
        add(
                "7.3.4",
                "close with a code and a reason",
                socket -> socket.frame(true, 0, CLOSE, joined(code(1000), utf8("Hello"))),
                NORMAL);
        add(
                "7.3.5",
                "close with the longest reason, 123 bytes",
                socket -> socket.frame(true, 0, CLOSE, joined(code(1000), text(123))),
                NORMAL);
        add(
                "7.3.6",
                "close with a reason too long, 124 bytes",
                socket -> socket.frame(true, 0, CLOSE, joined(code(1000), text(124))),
                PROTOCOL_ERROR);
        add(
                "7.5.1",
                "close with a reason that is not UTF-8",
                socket -> socket.frame(
                        true, 0, CLOSE, joined(code(1000), hex("cebae1bdb9cf83cebcceb5eda080656469746564"))),
                NOT_UTF8);
        var number = 1;
        for (var good : List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999))
            add(
                    "7.7." + number++,
                    "close with code " + good,
                    socket -> socket.frame(true, 0, CLOSE, code(good)),
                    "close " + good);
        number = 1;
        for (var bad : List.of(0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999))
            add(
                    "7.9." + number++,
                    "close with code " + bad + ", which nobody may send",
                    socket -> socket.frame(true, 0, CLOSE, code(bad)),
                    PROTOCOL_ERROR);
        number = 1;
        for (var undefined : List.of(5000, 65_535))
            add(
                    "7.13." + number++,
                    "close with code " + undefined + ", which means nothing",
                    socket -> socket.frame(true, 0, CLOSE, code(undefined)),
                    PROTOCOL_ERROR);
    }

    private void sizes() {
        for (var opcode : List.of(TEXT, BINARY)) {
            var kind = opcode == TEXT ? "text" : "binary";
            var number = 1;
            for (var size : List.of(64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB)) {
                var payload = opcode == TEXT ? text(size) : bytes(size);
                echoes(
                        (opcode == TEXT ? "9.1." : "9.2.") + number++,
                        kind + " of " + size / KIB + " KiB",
                        socket -> whole(socket, opcode, payload),
                        opcode,
                        payload);
            }
            number = 1;
            var four = opcode == TEXT ? text(4 * MIB) : bytes(4 * MIB);
            for (var fragment : List.of(64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB))
                echoes(
                        (opcode == TEXT ? "9.3." : "9.4.") + number++,
                        kind + " of 4 MiB in fragments of " + fragment + " bytes",
                        socket -> split(socket, opcode, four, fragment),
                        opcode,
                        four);
            number = 1;
            var one = opcode == TEXT ? text(MIB) : bytes(MIB);
            for (var piece : List.of(64, 128, 256, 512, KIB, 2 * KIB))
                echoes(
                        (opcode == TEXT ? "9.5." : "9.6.") + number++,
                        kind + " of 1 MiB in pieces of " + piece + " bytes",
                        socket -> pieces(socket, frame(true, 0, opcode, one), piece),
                        opcode,
                        one);
            number = 1;
            for (var size : List.of(0, 16, 64, 256, KIB, 4 * KIB)) {
                var payload = opcode == TEXT ? text(size) : bytes(size);
                repeated(
                        (opcode == TEXT ? "9.7." : "9.8.") + number++,
                        "1000 times " + kind + " of " + size + " bytes",
                        "",
                        1000,
                        socket -> whole(socket, opcode, payload),
                        told(kind, payload));
            }
        }
        add(
                "9.9",
                "one byte more than the limit of 16 MiB",
                socket -> whole(socket, BINARY, bytes(16 * MIB + 1)),
                "close 1009");
        var words = text(65_536);
        echoes(
                "10.1.1",
                "text of 64 KiB in fragments of 1300 bytes",
                socket -> split(socket, TEXT, words, 1300),
                TEXT,
                words);
    }

    private void compression() {
        var number = 1;
        for (var size : List.of(16, 64, 256, KIB, 4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB, 128 * KIB)) {
            var words = text(size);
            repeated(
                    "12.1." + number,
                    "100 times compressed text of " + size + " bytes",
                    COMPRESSION,
                    100,
                    socket -> socket.frame(true, 4, TEXT, deflated(words)),
                    told("text", words));
            var bytes = bytes(size);
            repeated(
                    "12.3." + number++,
                    "100 times compressed binary of " + size + " bytes",
                    COMPRESSION,
                    100,
                    socket -> socket.frame(true, 4, BINARY, deflated(bytes)),
                    told("binary", bytes));
        }
        var long128 = text(128 * KIB);
        var packed = deflated(long128);
        repeated(
                "12.2.1",
                "compressed text in fragments of 1000 bytes",
                COMPRESSION,
                10,
                socket -> {
                    for (var from = 0; from < packed.length; from += 1000)
                        socket.frame(
                                from + 1000 >= packed.length,
                                from == 0 ? 4 : 0,
                                from == 0 ? TEXT : CONTINUATION,
                                Arrays.copyOfRange(packed, from, Math.min(from + 1000, packed.length)));
                },
                told("text", long128));
        repeated(
                "12.4.1",
                "plain text where compression was agreed",
                COMPRESSION,
                10,
                socket -> whole(socket, TEXT, "plain"),
                told("text", utf8("plain")));
        add(
                "12.5.1",
                "a compressed continuation",
                COMPRESSION,
                socket -> {
                    socket.frame(false, 0, TEXT, utf8("plain"));
                    socket.frame(true, 4, CONTINUATION, deflated(utf8("packed")));
                },
                PROTOCOL_ERROR);
        add(
                "12.5.2",
                "a compressed ping",
                COMPRESSION,
                socket -> socket.frame(true, 4, PING, deflated(utf8("ping"))),
                PROTOCOL_ERROR);
        number = 1;
        for (var parameters : List.of(
                "; client_no_context_takeover",
                "; server_no_context_takeover",
                "; server_no_context_takeover; client_no_context_takeover",
                "; server_max_window_bits=15",
                "; server_max_window_bits=9",
                "; client_max_window_bits",
                "; server_max_window_bits=9, " + COMPRESSION)) {
            var words = text(8 * KIB);
            repeated(
                    "13." + number++ + ".1",
                    "100 messages after the offer" + parameters.substring(1),
                    COMPRESSION + parameters,
                    100,
                    socket -> {
                        if (socket.compresses()) socket.frame(true, 4, TEXT, deflated(words));
                        else whole(socket, TEXT, words);
                    },
                    told("text", words));
        }
    }

    private void pings(String number, String title, byte[] payload) {
        add(number, title, socket -> whole(socket, PING, payload), told("pong", payload), NORMAL);
    }

    private void echoes(String number, String title, Script script, int opcode, byte[] echoed) {
        add(number, title, script, told(opcode == TEXT ? "text" : "binary", echoed), NORMAL);
    }

    private void repeated(String number, String title, String offer, int times, Script script, String echoed) {
        var expected = new ArrayList<String>();
        for (var time = 0; time < times; time++) expected.add(echoed);
        expected.add(NORMAL);
        add(
                number,
                title,
                offer,
                socket -> {
                    for (var time = 0; time < times; time++) script.run(socket);
                },
                expected.toArray(String[]::new));
    }

    private void add(String number, String title, Script script, String... expected) {
        add(number, title, "", script, expected);
    }

    private void add(String number, String title, String offer, Script script, String... expected) {
        cases.add(new Case(number, title, offer, script, List.of(expected), Optional.empty()));
    }

    private static void whole(RawSocket socket, int opcode, String words) throws IOException {
        whole(socket, opcode, utf8(words));
    }

    private static void whole(RawSocket socket, int opcode, byte[] payload) throws IOException {
        socket.frame(true, 0, opcode, payload);
    }

    private static void fragments(RawSocket socket, int opcode, String... fragments) throws IOException {
        for (var place = 0; place < fragments.length; place++)
            socket.frame(place == fragments.length - 1, 0, place == 0 ? opcode : CONTINUATION, utf8(fragments[place]));
    }

    private static void split(RawSocket socket, byte[] words, int fragmentBytes) throws IOException {
        split(socket, TEXT, words, fragmentBytes);
    }

    private static void split(RawSocket socket, int opcode, byte[] payload, int fragmentBytes) throws IOException {
        for (var from = 0; from < payload.length; from += fragmentBytes) {
            var to = Math.min(from + fragmentBytes, payload.length);
            socket.frame(
                    to == payload.length, 0, from == 0 ? opcode : CONTINUATION, Arrays.copyOfRange(payload, from, to));
        }
    }

    /** Writes bytes in pieces that may reach the server one by one. */
    private static void pieces(RawSocket socket, byte[] bytes, int pieceBytes) throws IOException {
        for (var from = 0; from < bytes.length; from += pieceBytes) {
            var piece = Arrays.copyOfRange(bytes, from, (int) Math.min((long) from + pieceBytes, bytes.length));
            socket.bytes(piece, piece.length);
            if (pieceBytes == Integer.MAX_VALUE) return;
        }
    }

    private static byte[] frame(boolean last, int reservedBits, int opcode, byte[] payload) {
        return RawSocket.framed(last, reservedBits, opcode, payload, true);
    }

    /** Compresses one message as if it were the first (RFC 7692 §7.2.1). */
    private static byte[] deflated(byte[] message) {
        return RawSocket.deflated(message);
    }

    private static byte[] code(int code) {
        return ByteBuffer.allocate(2).putShort((short) code).array();
    }

    private static byte[] joined(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (var part : parts) whole.writeBytes(part);
        return whole.toByteArray();
    }

    private static byte[] utf8(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Letters that compress like words do. */
    private byte[] text(int length) {
        var letters = new byte[length];
        for (var place = 0; place < length; place++)
            letters[place] = (byte) ('a' + random.nextInt(1 + random.nextInt(26)));
        return letters;
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
