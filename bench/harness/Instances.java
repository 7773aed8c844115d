package harness;

import static harness.Result.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What each further instance costs. */
final class Instances {
    private static final int MOST = 3;

    private Instances() {}

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
        try (var opened = new Opened()) {
            var parts = new ArrayList<Rounds.Part>();
            for (var count = 1; count <= MOST; count++) {
                var load = load(stage, opened, count);
                parts.add(() -> sign(stage, load, 1));
                parts.add(() -> sign(stage, load, 64));
            }
            var rounds = Rounds.inTurn(stage.rounds(), parts);
            for (var count = 1; count <= MOST; count++) {
                var one = rounds.get(2 * count - 2);
                var many = rounds.get(2 * count - 1);
                result.row(String.valueOf(count), plain(millis(one)), plain(one.median("entries")), plain(millis(many)), plain(many.median("entries")));
                result.bar(String.valueOf(count), millis(one));
            }
        }
        return result;
    }

    /** Starts so many instances with a database of their own, lets them get warm, and says how to sign at the first. */
    private static List<String> load(Stage stage, Opened opened, int count) throws IOException, InterruptedException {
        var postgres = opened.add(Postgres.start(stage.room(), false));
        var guestbook = Contestant.GUESTBOOK.with("GUESTBOOK_DB_URL", postgres.url()).with("GUESTBOOK_DB_USER", "guestbook");
        var servers = new ArrayList<Contestant.Running>();
        for (var instance = 0; instance < count; instance++) servers.add(opened.add(guestbook.start(stage.room())));
        var pids = servers.stream().map(Contestant.Running::pids).collect(Collectors.joining(","));
        var load = servers.get(0).load("deliver", "readers=0", "pids=" + pids);
        Load.run(stage.warming(guestbook, with(load, 1)));
        return load;
    }

    private static JsonNode sign(Stage stage, List<String> load, int outstanding) throws IOException, InterruptedException {
        var told = Load.run(stage.measuring(with(load, outstanding)));
        if (told.path("entries").asDouble() == 0) throw new IOException("nothing was signed: " + told);
        return told;
    }

    private static List<String> with(List<String> load, int outstanding) {
        var words = new ArrayList<>(load);
        words.add("outstanding=" + outstanding);
        return words;
    }

    /** CPU for each entry. */
    private static double millis(Rounds told) {
        return told.median("cores") / told.median("entries") * 1_000;
    }
}
