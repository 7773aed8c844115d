package guestbook.edge;

import java.util.Optional;

/**
 * The address of the client whose request this thread is at, which may be a WebSocket's handshake.
 *
 * <p>Jakarta WebSocket does not tell endpoints from where they are asked. Most servers do the handshake inside the filters, on
 * the request's own thread; in others it stays unknown.
 */
public final class ClientAddress {
    private static final ThreadLocal<String> AT_WORK = new ThreadLocal<>();

    private ClientAddress() {}

    /** What happens to a request. */
    public interface Serving<X extends Exception, Y extends Exception> {
        void run() throws X, Y;
    }

    /** Serves a request of this client. */
    public static <X extends Exception, Y extends Exception> void during(String address, Serving<X, Y> serving)
            throws X, Y {
        AT_WORK.set(address);
        try {
            serving.run();
        } finally {
            AT_WORK.remove();
        }
    }

    /** The address; empty where this server does not tell. */
    public static String get() {
        return Optional.ofNullable(AT_WORK.get()).orElse("");
    }
}
