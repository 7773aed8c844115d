package guestbook.web;

import static guestbook.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeFilterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Test
    void a_handshake_waits_for_its_turn_and_other_requests_do_not() throws Exception {
        var filter = new HandshakeFilter(1, LONG);
        var first = startHeld(filter);
        var second = new FutureTask<>(() -> {
            var firstHadEnded = new FutureTask<>(() -> mayEnd.getCount() == 0);
            pass(filter, "websocket", (request, response) -> firstHadEnded.run());
            return firstHadEnded.get();
        });
        var thread = new Thread(second);
        thread.start();
        eventually(
                LONG,
                () -> thread.getState() == Thread.State.TIMED_WAITING || second.isDone(),
                () -> thread.toString());
        var passed = new CountDownLatch(1);
        pass(filter, null, (request, response) -> passed.countDown());
        assertTrue(passed.await(0, TimeUnit.SECONDS), "an ordinary request passes at once");
        assertFalse(second.isDone());
        mayEnd.countDown();
        assertTrue(second.get(LONG.toSeconds(), TimeUnit.SECONDS));
        first.join();
    }

    @Test
    void a_handshake_that_is_held_up_keeps_nobody_away() throws Exception {
        var filter = new HandshakeFilter(1, Duration.ofMillis(50));
        var first = startHeld(filter);
        for (var number = 0; number < 2; number++) {
            var passed = new CountDownLatch(1);
            pass(filter, "websocket", (request, response) -> passed.countDown());
            assertTrue(passed.await(0, TimeUnit.SECONDS), "it goes on when it has waited long enough");
        }
        mayEnd.countDown();
        first.join();
    }

    private Thread startHeld(HandshakeFilter filter) throws InterruptedException {
        var held = new Thread(new FutureTask<>(() -> {
            pass(filter, "websocket", (request, response) -> {
                atWork.countDown();
                try {
                    assertTrue(mayEnd.await(LONG.toSeconds(), TimeUnit.SECONDS));
                } catch (InterruptedException nobodyDoes) {
                    Thread.currentThread().interrupt();
                }
            });
            return null;
        }));
        held.start();
        assertTrue(atWork.await(LONG.toSeconds(), TimeUnit.SECONDS));
        return held;
    }

    private static void pass(HandshakeFilter filter, @Nullable String upgrade, FilterChain chain) throws Exception {
        var request = (HttpServletRequest) Proxy.newProxyInstance(
                HandshakeFilterTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> upgrade);
        var response = (HttpServletResponse) Proxy.newProxyInstance(
                HandshakeFilterTest.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (self, method, arguments) -> null);
        filter.doFilter(request, response, chain);
    }
}
