package guestbook.relay;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries short messages between the instances of one guestbook.
 *
 * <p>It promises nothing: a message may be lost, doubled or late. Nobody may rely on it for more than speed.
 */
public interface Relay extends AutoCloseable {
    /** The longest message, in bytes of UTF-8: what PostgreSQL takes in a NOTIFY, with room to spare. */
    int MESSAGE_LIMIT_BYTES = 7_000;

    /**
     * Starts to hear what any instance sends, this one included.
     *
     * @param listener gets each message, one at a time, on a thread of the relay that it must not hold up
     * @param reconnected called when messages may have been missed
     */
    void listen(Consumer<String> listener, Runnable reconnected);

    /** Sends to everybody who listens. Never waits and never fails; what cannot be sent now is dropped. */
    void send(String message);

    /** What an operator calls it. */
    String name();

    /** What is wrong just now, in one sentence for the operator. */
    Optional<String> fault();

    /** Ends at once, whatever is on its way. */
    @Override
    void close();
}
