package guestbook.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the kernel saw on the loopback interface: tcpdump writes it down, and this reads it (pcap, RFC 9293). */
final class Capture implements AutoCloseable {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV6 = 0x86DD;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int FIN = 1;
    private static final long PATIENCE_SECONDS = 20;

    private final Process tcpdump;
    private final Path file;

    /** A packet with a part of a TCP stream. */
    record Packet(double seconds, int from, int to, boolean ends, byte[] payload) {
        boolean contains(String words) {
            return new String(payload, StandardCharsets.ISO_8859_1).contains(words);
        }
    }

    /** Begins to look at this port of the server. */
    Capture(int port, Path folder) throws Exception {
        file = folder.resolve("packets");
        var command = new ArrayList<String>();
        if (!System.getProperty("user.name").equals("root")) command.addAll(List.of("sudo", "-n"));
        command.addAll(List.of("tcpdump", "-i", "lo", "-Z", "root", "-U", "-w", file.toString()));
        command.addAll(List.of("tcp", "port", String.valueOf(port)));
        var said = folder.resolve("tcpdump");
        tcpdump = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file) || Files.size(file) < FILE_HEADER_BYTES) {
            assertTrue(
                    tcpdump.isAlive() && System.nanoTime() < deadline, () -> "tcpdump does not listen: " + read(said));
            tcpdump.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits for a packet with these words, and returns all that came until then. */
    List<Packet> packetsUntil(String words) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        var packets = packets();
        while (packets.stream().noneMatch(packet -> packet.contains(words))) {
            assertTrue(System.nanoTime() < deadline, "never seen: " + words);
            tcpdump.waitFor(50, TimeUnit.MILLISECONDS);
            packets = packets();
        }
        return packets;
    }

    @Override
    public void close() throws InterruptedException {
        tcpdump.destroy();
        tcpdump.waitFor();
    }

    private List<Packet> packets() throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(FILE_HEADER_BYTES);
        var packets = new ArrayList<Packet>();
        while (bytes.remaining() > 16) {
            var seconds = bytes.getInt() + bytes.getInt() / 1e6;
            var length = bytes.getInt();
            bytes.getInt();
            if (bytes.remaining() < length) break; // not yet written in full
            var frame = new byte[length];
            bytes.get(frame);
            packets.add(packet(seconds, ByteBuffer.wrap(frame)));
        }
        return packets;
    }

    private static Packet packet(double seconds, ByteBuffer frame) {
        var isIpv6 = (frame.getShort(12) & 0xFFFF) == IPV6;
        var ip = ETHERNET_BYTES;
        var tcp = ip + (isIpv6 ? IPV6_HEADER_BYTES : (frame.get(ip) & 0xF) * 4);
        var end = isIpv6 ? tcp + (frame.getShort(ip + 4) & 0xFFFF) : ip + (frame.getShort(ip + 2) & 0xFFFF);
        var begin = tcp + ((frame.get(tcp + 12) >> 4) & 0xF) * 4;
        var payload = new byte[end - begin];
        frame.position(begin).get(payload);
        return new Packet(
                seconds,
                frame.getShort(tcp) & 0xFFFF,
                frame.getShort(tcp + 2) & 0xFFFF,
                (frame.get(tcp + 13) & FIN) != 0,
                payload);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException none) {
            return none.toString();
        }
    }
}
