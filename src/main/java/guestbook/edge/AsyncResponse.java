package guestbook.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way that every server has: the request stays where it is, with all that the server keeps for one.
 *
 * <p>A server gives request and response to the next client when this one has gone, whoever is still writing to them. It says so
 * first, and then waits here for who is at work; nobody gets at them afterwards.
 */
final class AsyncResponse extends ServletOutputStream implements OpenResponse, AsyncListener {
    /** To write takes no time. A server that itself holds up the writer would never hear that there is nobody at work. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final ReentrantLock use = new ReentrantLock();
    private final AsyncContext async;
    private final ServletOutputStream body;
    /** Nothing can be written any more. */
    private volatile boolean ended;
    /** The server has it back. */
    private volatile boolean completed;

    private volatile @Nullable Listener listener;

    AsyncResponse(HttpServletRequest request) throws IOException {
        async = request.startAsync();
        async.setTimeout(0);
        body = async.getResponse().getOutputStream();
    }

    @Override
    public ServletOutputStream body() {
        return this;
    }

    @Override
    public void listen(Listener hearing) {
        listener = hearing;
        async.addListener(this);
        flushHead();
        body.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                hearing.onWritePossible();
            }

            @Override
            public void onError(Throwable failure) {
                gone();
                end(); // a server need not, where its listener has heard
            }
        });
    }

    /** Open Liberty would keep it, and what is written first, until something is written later. */
    private void flushHead() {
        try {
            async.getResponse().flushBuffer();
        } catch (IOException left) {
            gone();
        }
    }

    @Override
    public void end() {
        var holdsLock = lockPatiently();
        try {
            if (!completed) async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        } finally {
            if (holdsLock) use.unlock();
        }
    }

    /** Waits until nobody is at work; false where that takes too long and the lock is not held. */
    private boolean lockPatiently() {
        try {
            return use.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean isReady() {
        use.lock();
        try {
            return there().isReady();
        } finally {
            use.unlock();
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        use.lock();
        try {
            there().write(bytes, from, length);
        } finally {
            use.unlock();
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void flush() throws IOException {
        use.lock();
        try {
            there().flush();
        } finally {
            use.unlock();
        }
    }

    private ServletOutputStream there() {
        if (ended) throw new IllegalStateException("The response has ended.");
        return body;
    }

    @Override
    public void setWriteListener(WriteListener writeListener) {
        throw new UnsupportedOperationException("It is told to listen().");
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed = true;
        gone();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        gone();
    }

    @Override
    public void onError(AsyncEvent event) {
        gone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // happens once, before this listener is added
    }

    private void gone() {
        ended = true;
        if (lockPatiently()) use.unlock(); // nobody is at work
        var hearing = listener;
        if (hearing != null) hearing.gone();
    }
}
