package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a reader costs who has heard a little and now hears nothing. */
final class Idle {
    /** Of connections; beyond, who knocks waits. */
    private static final int TOMCATS_LIMIT = 8_192;

    private Idle() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result(
                "Idle",
                stage.idleReaders() + " readers who have heard 20 messages and hear nothing now; a long poll, which ends with the first, none",
                "server",
                "readers",
                "KB of memory for each");
        result.chart = "KB of resident memory for each idle reader";
        for (var contestant : Contestant.ALL) {
            var each = hold(stage, result, contestant, List.of("messages=20"));
            if (contestant == Contestant.GUESTBOOK) result.atMost(16, "KB for each reader", each);
        }
        result.atMost(45, "KB for each reader in Tomcat 11 as it comes", hold(stage, result, Contestant.TOMCAT, List.of("messages=20")));
        var streaming = Contestant.GUESTBOOK.to("event stream", "path=/api/v1/events", "dialect=http");
        result.atMost(20, "KB for each event stream", hold(stage, result, streaming, List.of("messages=20")));
        var polling = Contestant.GUESTBOOK.to("long poll", "path=/api/v1/changes?wait=50", "dialect=http");
        result.atMost(20, "KB for each long poll", hold(stage, result, polling, List.of()));
        return result;
    }

    private static double hold(Stage stage, Result result, Contestant contestant, List<String> more) throws IOException, InterruptedException {
        var readers = contestant == Contestant.TOMCAT ? Math.min(stage.idleReaders(), TOMCATS_LIMIT - 200) : stage.idleReaders();
        try (var server = contestant.start(stage.room())) {
            Load.run(server.load("deliver", "readers=100", "outstanding=1", "seconds=0.2", "warm=0.2")); // classes are there
            var before = server.residentKb();
            var command = new ArrayList<>(server.load("hold", "readers=" + readers, "window=" + (more.isEmpty() ? readers : 100), "outstanding=1", "patience=120"));
            command.addAll(more);
            var load = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            var said = load.inputReader().readLine();
            if (said == null) throw new IOException(contestant.name() + " did not take " + readers + " readers");
            var each = (server.residentKb() - before) / (double) readers;
            load.getOutputStream().close();
            load.waitFor();
            result.row(contestant.name(), String.valueOf(readers), plain(each));
            result.bar(contestant.name(), each);
            return each;
        }
    }
}
