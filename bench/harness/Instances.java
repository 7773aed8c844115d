package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** What each further instance costs. */
final class Instances {
    private static final int MOST = 3;

    private Instances() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result(
                "Several instances",
                "one signer, no readers, PostgreSQL as database and relay; the CPU of all instances together",
                "instances",
                "ms of CPU for each entry",
                "entries per second");
        result.chart = "ms of CPU for each entry";
        for (var count = 1; count <= MOST; count++) {
            try (var postgres = Postgres.start(stage.room(), false)) {
                var guestbook = Contestant.GUESTBOOK
                        .with("GUESTBOOK_DB_URL", postgres.url())
                        .with("GUESTBOOK_DB_USER", "guestbook");
                var servers = new ArrayList<Contestant.Running>();
                try {
                    for (var instance = 0; instance < count; instance++) servers.add(guestbook.start(stage.room()));
                    var load = servers.get(0).load("deliver", "readers=0", "outstanding=1", stage.warm(guestbook), stage.seconds());
                    load.add("pids=" + servers.stream().map(Contestant.Running::pids).collect(Collectors.joining(",")));
                    var told = Load.run(load);
                    var entries = told.path("entries").asDouble();
                    if (entries == 0) throw new IOException("nothing was signed: " + told);
                    var millis = told.path("cores").asDouble() / entries * 1_000;
                    result.row(String.valueOf(count), plain(millis), plain(entries));
                    result.bar(String.valueOf(count), millis);
                } finally {
                    for (var server : servers) server.close();
                }
            }
        }
        return result;
    }
}
