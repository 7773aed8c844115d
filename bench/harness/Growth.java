package harness;

import static harness.Result.plain;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a full book costs. */
final class Growth {
    private static final int FEW = 1_000;
    private static final int MISSED = 50;
    private static final int ANSWERS = 300;

    private Growth() {}

    static Result play(Stage stage) throws IOException, InterruptedException {
        var many = stage.manyEntries();
        var result = new Result(
                "Growth", "the median answer and the best start, with many entries in the book", "ms", FEW + " entries",
                many + " entries", "ratio");
        result.chart = "ratio of many entries to few";
        var books = List.of(filled(stage.room(), FEW), filled(stage.room(), many));
        var starts = starts(stage.rounds(), books);
        try (var few = Contestant.GUESTBOOK.start(books.get(0));
                var full = Contestant.GUESTBOOK.start(books.get(1))) {
            var pages = List.of(Page.of(few), Page.of(full));
            tell(result, "first page", 1.5, medians(pages, page -> "/api/v1/entries"));
            tell(result, "page in the middle", 1.5, medians(pages, page -> "/api/v1/entries?before=" + revision(page) / 2));
            tell(result, "search", 1.5, medians(pages, page -> "/api/v1/entries?q=nobody"));
            tell(result, "search of the whole book", 1.5, searches(pages));
            tell(result, "catch-up of " + MISSED + " changes", 1.5, medians(pages, page -> "/api/v1/changes?since=" + missed(page)));
        }
        tell(result, "start", 1.2, starts);
        return result;
    }

    /** @param times in milliseconds, with few entries and with many */
    private static void tell(Result result, String what, double wanted, List<Double> times) {
        var ratio = times.get(1) / times.get(0);
        result.row(what, plain(times.get(0)), plain(times.get(1)), plain(ratio));
        result.bar(what, ratio);
        result.atMost(wanted, what + ", times its time with " + FEW + " entries", ratio);
    }

    /** A folder with such a book. */
    private static Path filled(Path folder, int entries) throws IOException, InterruptedException {
        Contestant.GUESTBOOK.start(folder).close(); // makes the tables
        fill(folder, entries);
        return folder;
    }

    /** The best of some starts of each in turn. */
    private static List<Double> starts(int rounds, List<Path> books) throws IOException, InterruptedException {
        var best = new ArrayList<>(Collections.nCopies(books.size(), Double.MAX_VALUE));
        for (var round = 0; round < rounds; round++)
            for (var book = 0; book < books.size(); book++)
                try (var server = Contestant.GUESTBOOK.start(books.get(book))) {
                    Page.of(server).get("/");
                    best.set(book, Math.min(best.get(book), (System.nanoTime() - server.startedNanos()) / 1e6));
                }
        return best;
    }

    /** What is asked each time. */
    private interface Question {
        String path(Page page) throws IOException, InterruptedException;
    }

    /** The medians of many answers of each in turn, each from a book that has just grown, after as many that are not counted. */
    private static List<Double> medians(List<Page> pages, Question question) throws IOException, InterruptedException {
        var times = pages.stream().map(page -> new ArrayList<Double>()).toList();
        for (var answer = -ANSWERS; answer < ANSWERS; answer++)
            for (var book = 0; book < pages.size(); book++) {
                var page = pages.get(book);
                page.sign();
                var path = question.path(page);
                var begin = System.nanoTime();
                page.get(path);
                if (answer >= 0) times.get(book).add((System.nanoTime() - begin) / 1e6);
            }
        return times.stream().map(Rounds::median).toList();
    }

    private static List<Double> searches(List<Page> pages) throws IOException, InterruptedException {
        var times = new ArrayList<Double>();
        for (var page : pages) times.add(page.searchMillis("q=nobody"));
        return times;
    }

    /** How many changes the book has seen: as many as it has entries. */
    private static long revision(Page page) throws IOException, InterruptedException {
        return Long.parseLong(page.cursor().split(":")[1]);
    }

    /** The cursor of somebody who missed the newest changes. */
    private static String missed(Page page) throws IOException, InterruptedException {
        var parts = page.cursor().split(":");
        return parts[0] + ":" + (Long.parseLong(parts[1]) - MISSED);
    }

    private static void fill(Path folder, int entries) throws IOException {
        try (var database = DriverManager.getConnection("jdbc:h2:file:" + folder.toAbsolutePath() + "/data/guestbook", "", "");
                var statement = database.createStatement()) {
            statement.execute("insert into entry (id, book_id, key_hash, state, name, text, signed_at, revision, published)"
                    + " select x, 1, random_uuid(), 'PUBLIC', 'Ada', 'Entry ' || x || ' of a long evening with many guests',"
                    + " current_timestamp, x, x from system_range(1, " + entries + ")");
            statement.execute("update book set revision = " + entries + ", signed = " + entries + ", published = " + entries);
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }
}
