package guestbook.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.book.Guestbook;
import guestbook.book.Json;
import guestbook.book.Refusal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Signs entries that four clients hear of in four ways, side by side, and withdraws them at the end. */
final class FourWays implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FourWays.class.getName());
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final OwnServer server;
    private final Guestbook guestbook;
    private final Plan plan;
    private final List<MeasuredClient> ways = new CopyOnWriteArrayList<>();
    private final List<MeasuredClient.Signed> signed = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Takes how it stands, now and then; fails when nobody wants to know any more. */
    interface Progress {
        void tell(ObjectNode standing) throws IOException;
    }

    /**
     * What is measured.
     *
     * @param period how often the client asks that polls shortly
     * @param idle how long nothing is signed at first
     * @param entries how many are signed then
     */
    record Plan(Duration period, Duration idle, int entries) {}

    FourWays(OwnServer server, Guestbook guestbook, Plan plan) {
        this.server = server;
        this.guestbook = guestbook;
        this.plan = plan;
    }

    /**
     * Signs nothing for a while, then some entries. Each time it waits until every client has heard, or some seconds.
     */
    void run(ThreadFactory threads, Progress progress) throws IOException, InterruptedException {
        try {
            var cursor = cursor();
            for (var kind : MeasuredClient.Kind.values()) ways.add(new MeasuredClient(kind, server, plan.period));
            for (var way : ways) way.start(cursor, threads);
            await(LIMIT, () -> ways.stream().allMatch(MeasuredClient::isReady), progress);
            ways.forEach(MeasuredClient::setUp);
            await(plan.idle, () -> false, progress);
            ways.forEach(MeasuredClient::idled);
            try {
                while (signed.size() < plan.entries && haveHeard()) {
                    // So that an entry may come anywhere between two questions.
                    var pause = ThreadLocalRandom.current().nextLong(plan.period.toMillis());
                    await(Duration.ofMillis(pause), () -> false, progress);
                    sign("Measurement " + (signed.size() + 1));
                    await(LIMIT.plus(plan.period), this::haveHeard, progress);
                }
                close(); // so that the figures stand still
                progress.tell(standing(true));
            } finally {
                withdraw();
            }
        } finally {
            ended.countDown();
            close();
        }
    }

    private boolean haveHeard() {
        return ways.stream().allMatch(way -> way.heard(signed) == signed.size());
    }

    /** Ends the measurement, wherever it is. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        for (var way : ways) way.close();
    }

    /** Waits until the measurement has ended and nothing of it is left in the book; some seconds at most. */
    void awaitEnd() {
        try {
            if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                LOG.log(Level.WARNING, "A measurement in the lab does not end.");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Duration limit, BooleanSupplier condition, Progress progress)
            throws IOException, InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        for (var left = limit.toNanos(); left > 0 && !condition.getAsBoolean(); left = end - System.nanoTime()) {
            if (closing.await(Math.min(left, LOOK_INTERVAL.toNanos()), TimeUnit.NANOSECONDS))
                throw new IOException("The lab closes.");
            progress.tell(standing(false));
        }
    }

    private ObjectNode standing(boolean done) {
        var standing = Json.object().put("signed", signed.size()).put("done", done);
        var list = standing.putArray("ways");
        for (var way : ways) list.add(way.figures(signed));
        return standing;
    }

    private String cursor() throws IOException {
        try (var connection = server.connect()) {
            connection.write(server.request("GET", "api/v1/changes", ""));
            var answer = connection.json().orElseThrow(() -> new IOException("The book cannot be read."));
            return answer.path("epoch").asText() + ":" + answer.path("to").asText();
        }
    }

    /** On a connection of its own, because one that is idle for a while is closed by the server. */
    private void sign(String text) throws IOException {
        var body = Json.text(Json.object().put("name", "The lab").put("text", text));
        var headers = "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        try (var connection = server.connect()) {
            var begin = System.nanoTime();
            connection.write(server.request("POST", "api/v1/entries", headers) + body);
            var answer = connection.json().orElseThrow(() -> new IOException("The lab's entry was not signed."));
            signed.add(new MeasuredClient.Signed(
                    answer.path("id").asLong(), answer.path("receipt").asText(), begin));
            if (answer.has("state")) throw new IOException("Entries wait for the host, so that nobody hears of them.");
        }
    }

    /** Where everybody may withdraw, somebody has done it before. */
    private static CompletableFuture<?> unlessRefused(CompletableFuture<?> withdrawal) {
        return withdrawal.handle((withdrawn, failure) -> {
            if (failure == null || failure instanceof Refusal) return withdrawn;
            throw new CompletionException(failure);
        });
    }

    /** Not over the connection, where there is a limit, and no answer while the server stops. */
    private void withdraw() throws InterruptedException {
        var withdrawals = signed.stream()
                .map(entry -> guestbook.withdraw(entry.id(), entry.receipt()).toCompletableFuture())
                .map(FourWays::unlessRefused)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(withdrawals).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            LOG.log(Level.WARNING, "Entries of a measurement in the lab are left in the book.", failed);
        }
    }
}
