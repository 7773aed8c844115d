package guestbook.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadFactory;

/**
 * Hears many connections with one thread, and notes when their bytes come.
 *
 * <p>If each connection had a thread of its own, all of them would be woken at once by the same news, and where processors are
 * few the last would note it late, by a millisecond or two.
 */
final class Ear implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Selector selector = Selector.open();

    /** Takes how many bytes have come, and when, as {@link System#nanoTime} tells it. */
    interface Arrival {
        void note(int bytes, long nanos);
    }

    private record Line(Arrival arrival, PipedOutputStream heard) {}

    Ear(ThreadFactory threads) throws IOException {
        threads.newThread(this::run).start();
    }

    /** From now on what comes on this connection is noted and can be read here; to close this wakes who reads. */
    InputStream listen(SocketChannel channel, Arrival arrival) throws IOException {
        var line = new Line(arrival, new PipedOutputStream());
        var in = new PipedInputStream(line.heard, BUFFER_BYTES) {
            @Override
            public void close() throws IOException {
                line.heard.close();
                super.close();
            }
        };
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, line);
        selector.wakeup();
        return in;
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    private void run() {
        var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (selector.isOpen()) {
                selector.select();
                var nanos = System.nanoTime();
                for (var key : selector.selectedKeys()) hear(key, buffer.clear(), nanos);
                selector.selectedKeys().clear();
            }
        } catch (IOException | ClosedSelectorException ended) {
            // nobody wants to hear any more
        }
    }

    private static void hear(SelectionKey key, ByteBuffer buffer, long nanos) {
        var line = (Line) key.attachment();
        try {
            var count = ((SocketChannel) key.channel()).read(buffer);
            if (count < 0) throw new IOException("The server has closed the connection.");
            line.arrival.note(count, nanos);
            var bytes = new byte[count];
            buffer.flip().get(bytes);
            line.heard.write(bytes);
            line.heard.flush();
        } catch (IOException ended) {
            key.cancel();
            end(line);
        }
    }

    private static void end(Line line) {
        try {
            line.heard.close();
        } catch (IOException neverOfPipes) {
            throw new IllegalStateException(neverOfPipes);
        }
    }
}
