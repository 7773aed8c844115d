package guestbook.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A response that stays open until one side ends it, and is written to without a thread that waits (Servlet 6.0 §3.7).
 *
 * <p>Status and headers must have been set before. Whoever writes asks {@code isReady()} of {@link #body()} first.
 */
public interface OpenResponse {
    /** Hears when the body may be written to, and when it cannot any more. */
    interface Listener extends WriteListener {
        /** The client has gone, or the response has ended; may be told more than once. */
        void gone();

        @Override
        default void onError(Throwable failure) {
            gone();
        }
    }

    /** Takes a response when it may be written to. */
    @FunctionalInterface
    interface Opened {
        void open(OpenResponse response) throws IOException;
    }

    /** Where the body goes. */
    ServletOutputStream body();

    /** From now on the listener hears; its first {@code onWritePossible} comes soon. */
    void listen(Listener listener);

    /** Ends the response; more than once does no harm. */
    void end();

    /** Keeps the response to this request open, in the way that costs least on this server. */
    static void open(HttpServletRequest request, HttpServletResponse response, Opened opened)
            throws IOException, ServletException {
        if (Engine.handsConnectionsOver(request)) TomcatConnection.take(request, response, opened);
        else opened.open(new AsyncResponse(request));
    }
}
