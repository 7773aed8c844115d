package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** How soon the first page is there. */
final class Start {
    private static final Contestant EMPTY = Contestant.usual("empty Tomcat with Hibernate", "empty");

    private Start() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result("Start", "from the command to the first answered page, best of five", "server", "seconds");
        result.chart = "seconds";
        var ours = Double.MAX_VALUE;
        var empty = Double.MAX_VALUE;
        for (var round = 0; round < stage.rounds(); round++) {
            ours = Math.min(ours, seconds(stage, Contestant.GUESTBOOK));
            empty = Math.min(empty, seconds(stage, EMPTY));
        }
        tell(result, Contestant.GUESTBOOK.name(), ours);
        tell(result, EMPTY.name(), empty);
        result.atMost(1.6, "times an empty Tomcat with Hibernate", ours / empty);
        return result;
    }

    private static double seconds(Stage stage, Contestant contestant) throws IOException, InterruptedException {
        try (var server = contestant.start(stage.room())) {
            var page = (HttpURLConnection) URI.create("http://127.0.0.1:" + server.port() + "/").toURL().openConnection();
            if (page.getResponseCode() != 200) throw new IOException(contestant.name() + " has no page");
            page.getInputStream().readAllBytes();
            return (System.nanoTime() - server.startedNanos()) / 1e9;
        }
    }

    private static void tell(Result result, String name, double seconds) {
        result.row(name, plain(seconds));
        result.bar(name, seconds);
    }
}
