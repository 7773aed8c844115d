package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a full book costs. */
final class Growth {
    private static final int FEW = 1_000;
    private static final int MISSED = 50;

    private Growth() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var many = stage.manyEntries();
        var result = new Result(
                "Growth", "the median answer and the best start, with many entries in the book", "ms", FEW + " entries",
                many + " entries", "ratio");
        result.chart = "ratio of many entries to few";
        var few = measured(stage, FEW);
        var full = measured(stage, many);
        few.forEach((what, time) -> {
            var ratio = full.get(what) / time;
            result.row(what, plain(time), plain(full.get(what)), plain(ratio));
            result.bar(what, ratio);
            result.atMost(what.equals("start") ? 1.2 : 1.5, what + ", times its time with " + FEW + " entries", ratio);
        });
        return result;
    }

    private static Map<String, Double> measured(Stage stage, int entries) throws IOException, InterruptedException {
        var folder = stage.room();
        Contestant.GUESTBOOK.start(folder).close(); // makes the tables
        fill(folder, entries);
        var times = new LinkedHashMap<String, Double>();
        var best = Double.MAX_VALUE;
        for (var round = 0; round < stage.rounds(); round++) {
            try (var server = Contestant.GUESTBOOK.start(folder)) {
                Page.of(server).get("/");
                best = Math.min(best, (System.nanoTime() - server.startedNanos()) / 1e6);
            }
        }
        try (var server = Contestant.GUESTBOOK.start(folder)) {
            var page = Page.of(server);
            times.put("first page", page.medianMillis(() -> "/api/v1/entries"));
            times.put("page in the middle", page.medianMillis(() -> "/api/v1/entries?before=" + entries / 2));
            times.put("search", page.medianMillis(() -> "/api/v1/entries?q=nobody"));
            times.put("search of the whole book", page.searchMillis("q=nobody"));
            times.put("catch-up of " + MISSED + " changes", page.medianMillis(() -> "/api/v1/changes?since=" + missed(page.cursor())));
        }
        times.put("start", best);
        return times;
    }

    /** The cursor of somebody who missed the newest changes. */
    private static String missed(String cursor) {
        var parts = cursor.split(":");
        return parts[0] + ":" + (Long.parseLong(parts[1]) - MISSED);
    }

    private static void fill(Path folder, int entries) throws IOException {
        try (var database = DriverManager.getConnection("jdbc:h2:file:" + folder.toAbsolutePath() + "/data/guestbook", "", "");
                var statement = database.createStatement()) {
            statement.execute("insert into entry (id, book_id, signing_key, state, name, text, signed_at, revision, published)"
                    + " select x, 1, random_uuid(), 'PUBLIC', 'Ada', 'Entry ' || x || ' of a long evening with many guests',"
                    + " current_timestamp, x, x from system_range(1, " + entries + ")");
            statement.execute("update book set revision = " + entries + ", signed = " + entries + ", published = " + entries);
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }
}
