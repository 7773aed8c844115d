package guestbook.web;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeFilterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Test
    void a_handshake_waits_for_its_turn_and_other_requests_do_not() throws Exception {
        var filter = new HandshakeFilter(false, 1, LONG);
        var first = startHeld(filter, "GET");
        var second = new FutureTask<>(() -> {
            var firstHadEnded = new FutureTask<>(() -> mayEnd.getCount() == 0);
            handshake(filter, "GET", (request, response) -> firstHadEnded.run());
            return firstHadEnded.get();
        });
        var thread = new Thread(second);
        thread.start();
        eventually(
                LONG,
                () -> thread.getState() == Thread.State.TIMED_WAITING || second.isDone(),
                () -> thread.toString());
        var passed = new CountDownLatch(1);
        pass(filter, "GET", "/", null, (request, response) -> passed.countDown());
        assertTrue(passed.await(0, TimeUnit.SECONDS), "an ordinary request passes at once");
        assertFalse(second.isDone());
        mayEnd.countDown();
        assertTrue(second.get(LONG.toSeconds(), TimeUnit.SECONDS));
        first.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void a_body_that_is_sent_slowly_takes_no_handshakes_place() throws Exception {
        var filter = new HandshakeFilter(false, 1, LONG);
        var upload = startHeld(filter, "POST");
        var passed = new CountDownLatch(1);
        handshake(filter, "GET", (request, response) -> passed.countDown());
        assertTrue(passed.await(0, TimeUnit.SECONDS));
        mayEnd.countDown();
        upload.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void what_asks_for_an_upgrade_elsewhere_takes_no_handshakes_place() throws Exception {
        var filter = new HandshakeFilter(false, 1, LONG);
        var elsewhere = startHeld(filter, "GET", "/");
        var passed = new CountDownLatch(1);
        handshake(filter, "GET", (request, response) -> passed.countDown());
        assertTrue(passed.await(0, TimeUnit.SECONDS));
        mayEnd.countDown();
        elsewhere.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void a_handshake_that_is_held_up_keeps_nobody_away() throws Exception {
        var filter = new HandshakeFilter(false, 1, Duration.ofMillis(50));
        var first = startHeld(filter, "GET");
        for (var number = 0; number < 2; number++) {
            var passed = new CountDownLatch(1);
            handshake(filter, "GET", (request, response) -> passed.countDown());
            assertTrue(passed.await(0, TimeUnit.SECONDS), "it goes on when it has waited long enough");
        }
        mayEnd.countDown();
        first.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** A request that is at work until it may end. */
    private FutureTask<?> startHeld(HandshakeFilter filter, String method) throws InterruptedException {
        return startHeld(filter, method, HandshakeFilter.BOOK);
    }

    private FutureTask<?> startHeld(HandshakeFilter filter, String method, String path) throws InterruptedException {
        var held = new FutureTask<>(() -> {
            pass(filter, method, path, "websocket", (request, response) -> {
                atWork.countDown();
                hold();
            });
            return null;
        });
        new Thread(held).start();
        assertTrue(atWork.await(LONG.toSeconds(), TimeUnit.SECONDS));
        return held;
    }

    private void hold() {
        try {
            assertTrue(mayEnd.await(LONG.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException stray) {
            throw new AssertionError(stray);
        }
    }

    private static void handshake(HandshakeFilter filter, String method, FilterChain chain) throws Exception {
        pass(filter, method, HandshakeFilter.BOOK, "websocket", chain);
    }

    private static void pass(
            HandshakeFilter filter, String method, String path, @Nullable String upgrade, FilterChain chain)
            throws Exception {
        filter.doFilter(
                only(HttpServletRequest.class, called -> switch (called) {
                    case "getMethod" -> method;
                    case "getServletPath" -> path;
                    case "getHeaderNames" -> Collections.emptyEnumeration();
                    default -> upgrade;
                }),
                only(HttpServletResponse.class, called -> null),
                chain);
    }

    /** All that the filter asks for is a word, or the names of headers. */
    private static <T> T only(Class<T> type, Function<String, @Nullable Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.apply(method.getName())));
    }
}
