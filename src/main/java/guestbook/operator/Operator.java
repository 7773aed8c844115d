package guestbook.operator;

import guestbook.Configuration;
import guestbook.book.Database;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Guestbook;
import guestbook.moderation.Owner;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code java -jar guestbook.war withdraw|hide|publish ID}, with the variables and in the folder of the book. */
public final class Operator {
    private static final int NOT_DONE = 1;
    private static final int WRONG_USE = 2;

    private Operator() {}

    /**
     * Does what the words say, in a book that is open or closed.
     *
     * @return the exit code: 0 done, 1 not done, 2 not understood
     */
    public static int run(String... words) {
        var said = String.join(" ", words);
        if (!Command.of(said).isUnderstood()) {
            System.err.println("Usage: " + Command.USAGE);
            return WRONG_USE;
        }
        try {
            var answer = answer(Configuration.read(), said);
            var isDone = answer.startsWith(Command.DONE);
            (isDone ? System.out : System.err).println(isDone ? answer.substring(Command.DONE.length()) : answer);
            return isDone ? 0 : NOT_DONE;
        } catch (DatabaseUnavailable | Configuration.Invalid | IOException cannot) {
            System.err.println(cannot.getMessage());
            return NOT_DONE;
        }
    }

    private static String answer(Configuration configuration, String said) throws IOException {
        if (!configuration.databaseUrl().isEmpty())
            try (var database = Database.open(
                    configuration.databaseUrl(),
                    configuration.databaseUser(),
                    configuration.databasePassword(),
                    Owner.ENTITIES)) {
                return answer(database, said);
            }
        var heard = asked(configuration.data().resolve(Door.NAME), said);
        if (heard.isPresent()) return heard.get();
        if (!Database.isIn(configuration.data()))
            throw new IOException("There is no book in " + configuration.data() + "; GUESTBOOK_DATA names its folder.");
        try (var database = Database.in(configuration.data(), Owner.ENTITIES)) {
            return answer(database, said);
        }
    }

    private static String answer(Database database, String said) {
        try (var guestbook = new Guestbook(database, false)) {
            return Command.of(said).in(guestbook, new Owner(database), false);
        }
    }

    /** What the book says that is open there; empty where none is. */
    private static Optional<String> asked(Path door, String said) throws IOException {
        if (!Files.exists(door)) return Optional.empty();
        try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(door));
            socket.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
            socket.shutdownOutput();
            return Optional.of(new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8));
        } catch (ConnectException nobodyThere) {
            return Optional.empty(); // of a process that was killed
        }
    }
}
