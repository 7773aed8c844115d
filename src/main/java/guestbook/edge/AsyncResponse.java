package guestbook.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** The way that every server has: the request stays where it is, with all that the server keeps for one. */
final class AsyncResponse implements OpenResponse {
    private final AsyncContext async;
    private final ServletOutputStream body;

    AsyncResponse(HttpServletRequest request) throws IOException {
        async = request.startAsync();
        async.setTimeout(0);
        body = async.getResponse().getOutputStream();
    }

    @Override
    public ServletOutputStream body() {
        return body;
    }

    @Override
    public void listen(Listener listener) {
        async.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                listener.gone();
            }

            @Override
            public void onTimeout(AsyncEvent event) {
                listener.gone();
            }

            @Override
            public void onError(AsyncEvent event) {
                listener.gone();
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
                // happens once, before this listener is added
            }
        });
        body.setWriteListener(listener);
    }

    @Override
    public void end() {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            // the container was faster
        }
    }
}
