package guestbook.live;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Draft;
import guestbook.book.Guestbook;
import guestbook.book.InvalidDraft;
import guestbook.book.Refusal;
import guestbook.book.Signed;
import guestbook.book.Signer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The one way to sign for all who come over the network, which counts for the operator what comes of it.
 *
 * <p>Without exemplars: for these Prometheus would start a thread that nobody ends, and that holds an undeployed book in memory.
 */
public final class Signings {
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final Guestbook guestbook;
    private final Function<String, Signer> signers;
    private final Counter signed;
    private final Counter refused;
    private final Counter failed;
    private final Histogram seconds;

    /**
     * @param signers who that is, by a device's token
     * @param figures where they are to be found
     */
    public Signings(Guestbook guestbook, Function<String, Signer> signers, PrometheusRegistry figures) {
        this.guestbook = guestbook;
        this.signers = signers;
        signed = Counter.builder()
                .withoutExemplars()
                .name("guestbook_signed")
                .help("Signings that were acknowledged, repeated ones included.")
                .register(figures);
        refused = Counter.builder()
                .withoutExemplars()
                .name("guestbook_refused")
                .help("Signings that the book would not take, by reason.")
                .labelNames("reason")
                .register(figures);
        failed = Counter.builder()
                .withoutExemplars()
                .name("guestbook_failed")
                .help("Signings that could not be written.")
                .register(figures);
        seconds = Histogram.builder()
                .withoutExemplars()
                .name("guestbook_signing_seconds")
                .help("From a signing's arrival until it is durable.")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(figures);
    }

    /** Who sends this. */
    public Signer signer(JsonNode sent) {
        return signers.apply(sent.path("device").asText(""));
    }

    /**
     * Signs the book as {@link Guestbook#sign(Draft, Signer, BiConsumer)} does.
     *
     * @param sent the client's message
     * @throws InvalidDraft with every fault at once
     */
    public CompletionStage<Signed> sign(
            JsonNode sent, Signer signer, BiConsumer<? super Signed, ? super Throwable> answer) throws InvalidDraft {
        var began = System.nanoTime();
        try {
            return guestbook.sign(Draft.of(sent), signer, (entry, failure) -> {
                count(began, failure);
                answer.accept(entry, failure);
            });
        } catch (InvalidDraft invalid) {
            refused.labelValues("invalid").inc();
            throw invalid;
        }
    }

    /** Counts one for which it was too early. */
    public void refusedTooMany() {
        refused.labelValues("too_many").inc();
    }

    private void count(long beganNanos, Throwable failure) {
        if (failure == null) {
            signed.inc();
            seconds.observe((System.nanoTime() - beganNanos) / NANOS);
        } else if (failure instanceof Refusal refusal)
            refused.labelValues(refusal.reason().name().toLowerCase(Locale.ROOT))
                    .inc();
        else failed.inc();
    }
}
