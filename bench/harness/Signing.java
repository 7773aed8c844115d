package harness;

import static harness.Result.plain;

import com.fasterxml.jackson.databind.JsonNode;
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
        var fsync = Load.run(List.of("target/bench/load", "mode=fsync", "seconds=2", "file=" + stage.room().resolve("fsync")));
        result.row("one fsync of 4 KiB", plain(1e3 / fsync.path("median").asDouble()), plain(fsync.path("median").asDouble()), plain(fsync.path("p99").asDouble()));
        var ours = sign(stage, result, Contestant.GUESTBOOK, "guestbook, H2", "sign");
        var each = sign(stage, result, Contestant.usual("", "durable"), "one transaction each, H2", "deliver");
        result.atLeast(10, "H2: entries per second, times one transaction for each", Load.ratio("entries", ours, each));
        result.atMost(20, "H2: 99th percentile, times one fsync", ours.path("p99").asDouble() / fsync.path("median").asDouble());
        try (var postgres = Postgres.start(stage.room(), false)) {
            ours = sign(stage, result, Contestant.GUESTBOOK.with("GUESTBOOK_DB_URL", postgres.url()).with("GUESTBOOK_DB_USER", "guestbook"), "guestbook, PostgreSQL", "sign");
            each = sign(stage, result, Contestant.usual("", postgres.url()), "one transaction each, PostgreSQL", "deliver");
        }
        result.atLeast(10, "PostgreSQL: entries per second, times one transaction for each", Load.ratio("entries", ours, each));
        result.atMost(20, "PostgreSQL: 99th percentile, times one fsync", ours.path("p99").asDouble() / fsync.path("median").asDouble());
        return result;
    }

    private static JsonNode sign(Stage stage, Result result, Contestant contestant, String name, String mode) throws IOException, InterruptedException {
        try (var server = contestant.start(stage.room())) {
            var told = Load.run(server.load(mode, "readers=0", "outstanding=64", stage.warm(contestant), stage.seconds()));
            result.row(name, plain(told.path("entries").asDouble()), plain(told.path("median").asDouble()), plain(told.path("p99").asDouble()));
            result.bar(name, told.path("entries").asDouble());
            return told;
        }
    }
}
