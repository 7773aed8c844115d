package harness;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a scenario has started, stopped when it is over: the newest first. */
final class Opened implements AutoCloseable {
    private final Deque<Closing> all = new ArrayDeque<>();

    interface Closing extends AutoCloseable {
        @Override
        void close() throws IOException, InterruptedException;
    }

    <T extends Closing> T add(T started) {
        all.push(started);
        return started;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        while (!all.isEmpty()) all.pop().close();
    }
}
