package harness;

import static harness.Result.plain;

import java.io.IOException;

/** Everybody comes back at once after a restart. */
final class Storm {
    private static final int BEHIND = 200;

    private Storm() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var readers = stage.returningReaders();
        var result = new Result(
                "Storm",
                readers + " readers come back at once after a restart, up to " + BEHIND + " changes behind, on PostgreSQL",
                "server",
                "seconds until everybody has everything",
                "missing",
                "doubled",
                "connections refused",
                "broken",
                "database statements");
        try (var postgres = Postgres.start(stage.room(), true)) {
            var guestbook = Contestant.GUESTBOOK
                    .with("GUESTBOOK_DB_URL", postgres.url())
                    .with("GUESTBOOK_DB_USER", "guestbook");
            String cursor;
            try (var server = guestbook.start(stage.room())) {
                Load.run(server.load("sign", "readers=0", "outstanding=4", "warm=0.5", "seconds=3"));
                cursor = Page.of(server).cursor();
            }
            try (var server = guestbook.start(stage.room())) {
                Page.of(server).cursor();
                var before = postgres.statements();
                var told = Load.run(server.load(
                        "return", "readers=" + readers, "window=" + readers, "behind=" + BEHIND, "since=" + cursor, "patience=60"));
                var statements = postgres.statements() - before;
                result.chart = "seconds until everybody has everything";
                result.bar("guestbook", told.path("seconds").asDouble());
                result.row(
                        "guestbook",
                        plain(told.path("seconds").asDouble()),
                        plain(told.path("missing").asDouble()),
                        plain(told.path("surplus").asDouble()),
                        plain(told.path("refused").asDouble()),
                        plain(told.path("broken").asDouble()),
                        plain(statements));
                result.none("entries missing or doubled", told.path("missing").asDouble() + told.path("surplus").asDouble());
                result.atMost(19, "database statements", statements);
            }
        }
        return result;
    }
}
