package guestbook.web;

import guestbook.book.Guestbook;
import guestbook.edge.Body;
import guestbook.live.Broadcaster;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Figures for the operator, as Prometheus reads them (text format 0.0.4). */
public final class MetricsServlet extends HttpServlet {
    public static final String PATH = "/metrics";

    private static final long serialVersionUID = 1;

    private final transient PrometheusRegistry figures;
    private final transient PrometheusTextFormatWriter format =
            PrometheusTextFormatWriter.builder().build();

    /**
     * @param figures which others have begun, and which all are told here
     * @param relayFault what keeps the instances from hearing each other
     */
    public MetricsServlet(
            PrometheusRegistry figures,
            Guestbook guestbook,
            Broadcaster broadcaster,
            Supplier<Optional<String>> relayFault) {
        this.figures = figures;
        gauge("guestbook_readers", "Who has the book open at this instance.", broadcaster::readers);
        GaugeWithCallback.builder()
                .name("guestbook_readers_by_lane")
                .help("Them by the way that messages go to them.")
                .labelNames("lane")
                .callback(gauge -> broadcaster.readersByLane().forEach((lane, readers) -> gauge.call(readers, lane)))
                .register(figures);
        gauge("guestbook_entries", "Public entries.", () -> guestbook.head().count());
        gauge(
                "guestbook_revision",
                "The last change of which this instance has heard.",
                () -> guestbook.head().cursor().revision());
        gauge("guestbook_ready", "1 while the book can be read and signed.", () -> one(guestbook.fault()));
        gauge(
                "guestbook_relay_up",
                "1 while the relay joins this instance to the others.",
                () -> one(relayFault.get()));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(PrometheusTextFormatWriter.CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        var text = new ByteArrayOutputStream();
        format.write(text, figures.scrape());
        Body.sendLarge(request, response, text.toByteArray());
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(figures);
    }

    private static double one(Optional<String> fault) {
        return fault.isEmpty() ? 1 : 0;
    }
}
