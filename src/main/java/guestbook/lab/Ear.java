package guestbook.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Hears many connections with one thread, and knows when their bytes came.
 *
 * <p>A thread that is woken by bytes does not know how late it is: where processors are few, up to some milliseconds. So the ear
 * looks again and again, and what it sees came between two looks. While it {@linkplain #attend attends} it hardly sleeps between
 * them, and wakes those who read only afterwards.
 */
final class Ear implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int REST_MILLIS = 1;
    /** As short as a sleep can be, which is 0.06 ms on Linux: those who bring the news may need this very processor. */
    private static final int NAP_NANOS = 1_000;

    private final Selector selector = Selector.open();
    private final Queue<Runnable> afterwards = new ArrayDeque<>();
    private volatile long attentionEndNanos = System.nanoTime();

    Ear(ThreadFactory threads) throws IOException {
        threads.newThread(this::run).start();
    }

    /**
     * From now on what comes on this connection can be read here; to close this wakes who reads.
     *
     * @param bytes hears how many have come
     * @param moment hears when those had come that are read next
     */
    InputStream listen(SocketChannel channel, LongConsumer bytes, Consumer<Moment> moment) throws IOException {
        var line = new Line(bytes, moment);
        channel.configureBlocking(false);
        try {
            channel.register(selector, SelectionKey.OP_READ, line);
        } catch (ClosedSelectorException ended) {
            throw new IOException("Nobody listens any more.", ended);
        }
        return line;
    }

    /** For so long it looks more than ten times in a millisecond. */
    void attend(Duration time) {
        attentionEndNanos = System.nanoTime() + time.toNanos();
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    private void run() {
        var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        var look = System.nanoTime();
        try {
            while (selector.isOpen()) {
                var lastLook = look;
                look = System.nanoTime();
                var attends = attentionEndNanos - look > 0;
                if (attends || !afterwards.isEmpty()) selector.selectNow();
                else selector.select(REST_MILLIS);
                var moment = new Moment(lastLook, System.nanoTime());
                for (var key : selector.selectedKeys()) hear(key, buffer.clear(), moment);
                selector.selectedKeys().clear();
                if (attends) {
                    LockSupport.parkNanos(NAP_NANOS);
                } else {
                    afterwards.forEach(Runnable::run);
                    afterwards.clear();
                }
            }
        } catch (IOException | ClosedSelectorException ended) {
            // nobody wants to hear any more
        }
    }

    private void hear(SelectionKey key, ByteBuffer buffer, Moment moment) {
        var line = (Line) key.attachment();
        try {
            var count = ((SocketChannel) key.channel()).read(buffer);
            if (count < 0) throw new IOException("The server has closed the connection.");
            line.bytes.accept(count);
            var arrival =
                    new Arrival(ByteBuffer.allocate(count).put(buffer.flip()).flip(), moment);
            if (count > 0) afterwards.add(() -> line.arrivals.add(arrival));
        } catch (IOException ended) {
            key.cancel();
            afterwards.add(line::close);
        }
    }

    /** What came at once; nothing at the end. */
    private record Arrival(ByteBuffer bytes, Moment moment) {}

    /** A connection, as who reads it sees it. */
    private static final class Line extends InputStream {
        private static final Arrival END = new Arrival(ByteBuffer.allocate(0), new Moment(0, 0));

        private final LongConsumer bytes;
        private final Consumer<Moment> moment;
        private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
        private ByteBuffer unread = ByteBuffer.allocate(0);
        private boolean ended;

        Line(LongConsumer bytes, Consumer<Moment> moment) {
            this.bytes = bytes;
            this.moment = moment;
        }

        @Override
        public int read() throws IOException {
            return await() ? unread.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) return 0;
            if (!await()) return -1;
            var count = Math.min(length, unread.remaining());
            unread.get(into, from, count);
            return count;
        }

        @Override
        public void close() {
            arrivals.add(END);
        }

        private boolean await() throws IOException {
            if (unread.hasRemaining() || ended) return !ended;
            try {
                var arrival = arrivals.take();
                unread = arrival.bytes;
                ended = !unread.hasRemaining();
                if (!ended) moment.accept(arrival.moment);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The reader is stopped.");
            }
            return !ended;
        }
    }
}
