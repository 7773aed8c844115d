package guestbook.operator;

import guestbook.book.Guestbook;
import guestbook.book.Threads;
import guestbook.moderation.Owner;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket beside the embedded database, which only one process can have open: so the operator reaches a book that is open. Who may
 * open the socket is who may write the data.
 */
public final class Door implements AutoCloseable {
    static final String NAME = "guestbook.socket";

    private static final int WORDS_LIMIT = 200;
    private static final long PATIENCE_MILLIS = 2_000;
    private static final Logger LOG = System.getLogger(Door.class.getName());

    private final Guestbook guestbook;
    private final Owner owner;
    private final Path file;
    private final @Nullable ServerSocketChannel socket;

    /** Opens it; where the system has no such sockets the book does without. */
    public Door(Path folder, Guestbook guestbook, Owner owner) {
        this.guestbook = guestbook;
        this.owner = owner;
        file = folder.resolve(NAME);
        socket = opened(file);
        if (socket != null)
            Threads.named("guestbook-door").newThread(this::serve).start();
    }

    private static @Nullable ServerSocketChannel opened(Path file) {
        try {
            Files.deleteIfExists(file); // of a process that was killed; the database is locked by us
            var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            socket.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return socket;
        } catch (IOException | UnsupportedOperationException none) {
            LOG.log(
                    Level.DEBUG,
                    "No socket can be made in this folder; its owner can do something only while the book is closed.",
                    none);
            return null;
        }
    }

    private void serve() {
        while (socket != null && socket.isOpen()) {
            try (var caller = socket.accept()) {
                answer(caller);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException gone) {
                LOG.log(Level.DEBUG, "Somebody has left before the answer.", gone);
            } catch (RuntimeException bug) {
                LOG.log(Level.ERROR, "A command could not be answered; the next one can.", bug);
            }
        }
    }

    private void answer(SocketChannel caller) throws IOException {
        var said = heard(caller).strip();
        Channels.newOutputStream(caller)
                .write(Command.of(said).in(guestbook, owner, true).getBytes(StandardCharsets.UTF_8));
    }

    /** All that is said, up to the end; who says nothing for long keeps nobody else out. */
    private static String heard(SocketChannel caller) throws IOException {
        var words = ByteBuffer.allocate(WORDS_LIMIT);
        caller.configureBlocking(false);
        try (var selector = Selector.open()) {
            caller.register(selector, SelectionKey.OP_READ);
            while (words.hasRemaining()) {
                if (selector.select(PATIENCE_MILLIS) == 0) throw new IOException("The caller says nothing.");
                selector.selectedKeys().clear();
                if (caller.read(words) < 0) break;
            }
        }
        caller.configureBlocking(true);
        return new String(words.array(), 0, words.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (socket == null) return;
        socket.close();
        Files.deleteIfExists(file);
    }
}
