package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.util.List;

/** How fast entries get onto the disk. */
final class Signing {
    private Signing() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var result = new Result(
                "Signing",
                "64 signers, each entry on the disk before its answer",
                "server",
                "entries per second",
                "ms: median",
                "99th percentile");
        result.chart = "entries per second";
        try (var opened = new Opened()) {
            var postgres = opened.add(Postgres.start(stage.room(), false));
            var onPostgres = Contestant.GUESTBOOK.with("GUESTBOOK_DB_URL", postgres.url()).with("GUESTBOOK_DB_USER", "guestbook");
            var file = "file=" + stage.room().resolve("fsync");
            var rounds = Rounds.inTurn(stage.rounds(), List.of(
                    () -> Load.run(List.of("target/bench/load", "mode=fsync", "seconds=1", file)),
                    signer(stage, opened, Contestant.GUESTBOOK, "sign"),
                    signer(stage, opened, Contestant.GUESTBOOK, "deliver"),
                    signer(stage, opened, Contestant.usual("", "durable"), "deliver"),
                    signer(stage, opened, onPostgres, "sign"),
                    signer(stage, opened, onPostgres, "deliver"),
                    signer(stage, opened, Contestant.usual("", postgres.url()), "deliver")));
            var fsync = rounds.get(0);
            result.row("one fsync of 4 KiB", plain(1e3 / fsync.median("median")), plain(fsync.median("median")), plain(fsync.median("p99")));
            tell(result, "H2", rounds.subList(1, 4));
            tell(result, "PostgreSQL", rounds.subList(4, 7));
        }
        return result;
    }

    private static Rounds.Part signer(Stage stage, Opened opened, Contestant contestant, String mode) throws IOException, InterruptedException {
        var task = opened.add(contestant.start(stage.room())).load(mode, "readers=0", "outstanding=64");
        Load.run(stage.warming(contestant, task));
        return () -> Load.run(stage.measuring(task));
    }

    private static void tell(Result result, String database, List<Rounds> rounds) {
        var reading = rounds.get(0);
        var posting = rounds.get(1);
        var each = rounds.get(2);
        tell(result, "guestbook, " + database + ", signers who read", reading);
        tell(result, "guestbook, " + database + ", by HTTP", posting);
        tell(result, "one transaction each, " + database + ", by HTTP", each);
        result.atLeast(3, database + ": entries per second of signers who read, times one transaction each", reading.ratio("entries", each));
        result.atLeast(8, database + ": entries per second by HTTP, times one transaction each", posting.ratio("entries", each));
    }

    private static void tell(Result result, String name, Rounds told) {
        result.row(name, plain(told.median("entries")), plain(told.median("median")), plain(told.median("p99")));
        result.bar(name, told.median("entries"));
    }
}
