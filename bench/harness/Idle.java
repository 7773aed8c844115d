package harness;

import static harness.Result.plain;

import java.io.IOException;

/** What a reader costs who has heard a little and now hears nothing. */
final class Idle {
    private Idle() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result("Idle", stage.idleReaders() + " readers who have heard 20 messages and hear nothing now", "server", "KB of memory for each");
        result.chart = "KB of resident memory for each idle reader";
        for (var contestant : Contestant.ALL) {
            try (var server = contestant.start(stage.room())) {
                Load.run(server.load("deliver", "readers=100", "outstanding=1", "seconds=0.2", "warm=0.2")); // classes are there
                var before = server.residentKb();
                var load = new ProcessBuilder(server.load(
                                "hold", "readers=" + stage.idleReaders(), "outstanding=1", "messages=20", "patience=120"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                var said = load.inputReader().readLine();
                if (said == null) throw new IOException(contestant.name() + " did not take " + stage.idleReaders() + " readers");
                var each = (server.residentKb() - before) / (double) stage.idleReaders();
                load.getOutputStream().close();
                load.waitFor();
                result.row(contestant.name(), plain(each));
                result.bar(contestant.name(), each);
                if (contestant == Contestant.GUESTBOOK) result.atMost(16, "KB for each reader", each);
            }
        }
        return result;
    }
}
