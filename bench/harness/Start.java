package harness;

import static harness.Result.plain;

import java.io.IOException;

/** How soon the first page is there. */
final class Start {
    private Start() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result("Start", "from the command to the first answered page, best of five", "server", "seconds");
        result.chart = "seconds";
        var ours = start(stage, result, Contestant.GUESTBOOK, "guestbook");
        var empty = start(stage, result, Contestant.usual("", "empty"), "empty Tomcat with Hibernate");
        result.atMost(1.6, "times an empty Tomcat with Hibernate", ours / empty);
        return result;
    }

    private static double start(Stage stage, Result result, Contestant contestant, String name) throws IOException, InterruptedException {
        var best = Double.MAX_VALUE;
        for (var round = 0; round < stage.rounds(); round++) {
            try (var server = contestant.start(stage.room())) {
                var page = (java.net.HttpURLConnection)
                        java.net.URI.create("http://127.0.0.1:" + server.port() + "/").toURL().openConnection();
                if (page.getResponseCode() != 200) throw new IOException(name + " has no page");
                page.getInputStream().readAllBytes();
                best = Math.min(best, (System.nanoTime() - server.startedNanos()) / 1e9);
            }
        }
        result.row(name, plain(best));
        result.bar(name, best);
        return best;
    }
}
