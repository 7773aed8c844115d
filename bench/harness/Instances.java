package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What each further instance costs. */
final class Instances {
    private static final int MOST = 3;

    private Instances() {}

    /** What the instances needed for each entry, and how many entries there were in a second. */
    private record Cost(double millis, double entries) {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result(
                "Several instances",
                "no readers, PostgreSQL as database and relay; one instance takes the entries, the CPU is that of all instances together",
                "instances",
                "one signer: ms of CPU for each entry",
                "entries per second",
                "64 signers: ms of CPU for each entry",
                "entries per second");
        result.chart = "ms of CPU for each entry, one signer";
        for (var count = 1; count <= MOST; count++) {
            try (var postgres = Postgres.start(stage.room(), false)) {
                var guestbook = Contestant.GUESTBOOK
                        .with("GUESTBOOK_DB_URL", postgres.url())
                        .with("GUESTBOOK_DB_USER", "guestbook");
                var servers = new ArrayList<Contestant.Running>();
                try {
                    for (var instance = 0; instance < count; instance++) servers.add(guestbook.start(stage.room()));
                    var one = sign(stage, servers, "outstanding=1", stage.warm(guestbook));
                    var many = sign(stage, servers, "outstanding=64", "warm=2"); // they are warm by now
                    result.row(String.valueOf(count), plain(one.millis), plain(one.entries), plain(many.millis), plain(many.entries));
                    result.bar(String.valueOf(count), one.millis);
                } finally {
                    for (var server : servers) server.close();
                }
            }
        }
        return result;
    }

    private static Cost sign(Stage stage, List<Contestant.Running> servers, String outstanding, String warm)
            throws IOException, InterruptedException {
        var load = servers.get(0).load("deliver", "readers=0", outstanding, stage.warming(), warm, stage.seconds());
        load.add("pids=" + servers.stream().map(Contestant.Running::pids).collect(Collectors.joining(",")));
        var told = Load.run(load);
        var entries = told.path("entries").asDouble();
        if (entries == 0) throw new IOException("nothing was signed: " + told);
        return new Cost(told.path("cores").asDouble() / entries * 1_000, entries);
    }
}
