package harness;

import static harness.Result.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is measured. Each scenario starts every contestant afresh, one after the other. */
final class Scenarios {
    private final Path folder;
    private final String seconds;
    private final String warm;
    private final int readers;
    private final int idle;

    /** @param brief a run that only shows that everything works */
    Scenarios(Path folder, boolean brief) {
        this.folder = folder;
        seconds = brief ? "seconds=0.5" : "seconds=6";
        warm = brief ? "warm=0.5" : "warm=8";
        readers = brief ? 50 : 1_000;
        idle = brief ? 200 : 10_000;
    }

    interface Scenario {
        Result run() throws IOException, InterruptedException;
    }

    Map<String, Scenario> all() {
        var all = new LinkedHashMap<String, Scenario>();
        all.put("burst", this::burst);
        all.put("single", this::single);
        all.put("lecture", this::lecture);
        all.put("idle", this::idle);
        all.put("signing", this::signing);
        all.put("start", this::start);
        return all;
    }

    private Result burst() throws IOException, InterruptedException {
        var result = deliveryResult("Burst", readers + " readers, 50 entries outstanding");
        var measured = deliver(result, 50, Contestant.ALL);
        var ours = measured.get(Contestant.GUESTBOOK);
        result.atLeast(10, "deliveries per second, times nchan's", ratio("deliveries", ours, measured.get(Contestant.NCHAN)));
        result.atLeast(12, "deliveries per second, times Node.js's", ratio("deliveries", ours, measured.get(Contestant.LECTURE)));
        result.atMost(2, "server CPU for each delivery, µs", ours.path("cpu").asDouble());
        complete(result, measured);
        return result;
    }

    private Result single() throws IOException, InterruptedException {
        var result = deliveryResult("Single", readers + " readers, one entry at a time");
        var measured = deliver(result, 1, Contestant.ALL);
        var ours = measured.get(Contestant.GUESTBOOK);
        var nchan = measured.get(Contestant.NCHAN);
        result.atMost(1.3, "server CPU for each delivery, times nchan's", ratio("cpu", ours, nchan));
        result.atMost(1.5, "time to the last reader, times nchan's", ratio("median", ours, nchan));
        complete(result, measured);
        return result;
    }

    private Result lecture() throws IOException, InterruptedException {
        var result = deliveryResult(
                "Lecture clients", readers + " readers without subprotocol, a frame for each entry, 50 entries outstanding");
        var measured = deliver(result, 50, List.of(Contestant.GUESTBOOK_LECTURE, Contestant.USUAL));
        var ours = measured.get(Contestant.GUESTBOOK_LECTURE);
        result.atLeast(
                1, "deliveries per second, times the usual way's", ratio("deliveries", ours, measured.get(Contestant.USUAL)));
        complete(result, measured);
        return result;
    }

    private Result idle() throws IOException, InterruptedException {
        var result = new Result("Idle", idle + " readers who hear nothing", "server", "KB of memory for each");
        result.chart = "KB of resident memory for each idle reader";
        for (var contestant : Contestant.ALL) {
            try (var server = contestant.start(folder("idle", contestant))) {
                Load.run(server.load("deliver", "readers=100", "outstanding=1", "seconds=0.2", "warm=0.2")); // classes are there
                var before = server.residentKb();
                var load = new ProcessBuilder(server.load("hold", "readers=" + idle))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                var said = load.inputReader().readLine();
                if (said == null) throw new IOException(contestant.name() + " did not take " + idle + " readers");
                var each = (server.residentKb() - before) / (double) idle;
                load.getOutputStream().close();
                load.waitFor();
                result.row(contestant.name(), plain(each));
                result.bar(contestant.name(), each);
                if (contestant == Contestant.GUESTBOOK) result.atMost(12, "KB for each reader", each);
            }
        }
        return result;
    }

    private Result signing() throws IOException, InterruptedException {
        var result = new Result(
                "Signing",
                "64 signers, each entry on the disk before its answer",
                "server",
                "entries per second",
                "ms: median",
                "99th percentile");
        result.chart = "entries per second";
        var fsync = Load.run(List.of("target/bench/load", "mode=fsync", "seconds=2", "file=" + folder.resolve("fsync")));
        result.row("one fsync of 4 KiB", plain(1e3 / fsync.path("median").asDouble()), plain(fsync.path("median").asDouble()), plain(fsync.path("p99").asDouble()));
        var ours = sign(result, Contestant.GUESTBOOK, "guestbook, H2", "sign");
        var each = sign(result, Contestant.usual("", "durable"), "one transaction for each entry, H2", "deliver");
        result.atLeast(10, "H2: entries per second, times one transaction for each", ratio("entries", ours, each));
        result.atMost(20, "H2: 99th percentile, times one fsync", ours.path("p99").asDouble() / fsync.path("median").asDouble());
        try (var postgres = Postgres.start(folder.resolve("postgres"), false)) {
            ours = sign(result, Contestant.GUESTBOOK.with("GUESTBOOK_DB_URL", postgres.url()).with("GUESTBOOK_DB_USER", "guestbook"), "guestbook, PostgreSQL", "sign");
            each = sign(result, Contestant.usual("", postgres.url()), "one transaction for each entry, PostgreSQL", "deliver");
        }
        result.atLeast(10, "PostgreSQL: entries per second, times one transaction for each", ratio("entries", ours, each));
        result.atMost(20, "PostgreSQL: 99th percentile, times one fsync", ours.path("p99").asDouble() / fsync.path("median").asDouble());
        return result;
    }

    private JsonNode sign(Result result, Contestant contestant, String name, String mode) throws IOException, InterruptedException {
        try (var server = contestant.start(folder("signing", contestant))) {
            var told = Load.run(server.load(mode, "readers=0", "outstanding=64", warm, seconds));
            result.row(name, plain(told.path("entries").asDouble()), plain(told.path("median").asDouble()), plain(told.path("p99").asDouble()));
            result.bar(name, told.path("entries").asDouble());
            return told;
        }
    }

    private Result start() throws IOException, InterruptedException {
        var result = new Result("Start", "from the command to the first answered page, best of five", "server", "seconds");
        result.chart = "seconds";
        var ours = start(result, Contestant.GUESTBOOK, "guestbook");
        var empty = start(result, Contestant.usual("", "empty"), "empty Tomcat with Hibernate");
        result.atMost(1.6, "times an empty Tomcat with Hibernate", ours / empty);
        return result;
    }

    private double start(Result result, Contestant contestant, String name) throws IOException, InterruptedException {
        var best = Double.MAX_VALUE;
        for (var round = 0; round < 5; round++) {
            try (var server = contestant.start(folder("start" + round, contestant))) {
                var page = (java.net.HttpURLConnection)
                        java.net.URI.create("http://127.0.0.1:" + server.port() + "/").toURL().openConnection();
                if (page.getResponseCode() != 200) throw new IOException(name + " has no page");
                page.getInputStream().readAllBytes();
                best = Math.min(best, (System.nanoTime() - server.startedNanos()) / 1e9);
            }
        }
        result.row(name, plain(best));
        result.bar(name, best);
        return best;
    }

    private static Result deliveryResult(String name, String description) {
        var result = new Result(
                name,
                description,
                "server",
                "deliveries per second",
                "server CPU for each, µs",
                "ms to the last reader: median",
                "99th percentile",
                "entries in a frame",
                "lost or doubled",
                "cores: server",
                "load generator");
        result.chart = "deliveries per second";
        return result;
    }

    private Map<Contestant, JsonNode> deliver(Result result, int outstanding, List<Contestant> contestants)
            throws IOException, InterruptedException {
        var measured = new LinkedHashMap<Contestant, JsonNode>();
        for (var contestant : contestants) {
            try (var server = contestant.start(folder(result.name + outstanding, contestant))) {
                var told = Load.run(server.load("deliver", "readers=" + readers, "outstanding=" + outstanding, warm, seconds));
                measured.put(contestant, told);
                var rate = told.path("deliveries").asDouble();
                result.row(
                        contestant.name(),
                        plain(rate),
                        plain(told.path("cpu").asDouble()),
                        plain(told.path("median").asDouble()),
                        plain(told.path("p99").asDouble()),
                        plain(rate / Math.max(1, told.path("frames").asDouble())),
                        String.valueOf(lost(told)),
                        plain(told.path("cores").asDouble()),
                        plain(told.path("load").asDouble()));
                result.bar(contestant.name(), rate);
            }
        }
        return measured;
    }

    private static long lost(JsonNode told) {
        return told.path("missing").asLong() + told.path("wrong").asLong();
    }

    private static void complete(Result result, Map<Contestant, JsonNode> measured) {
        var ours = measured.entrySet().iterator().next().getValue();
        result.atMost(0, "entries lost or doubled by the guestbook", lost(ours));
    }

    private static double ratio(String figure, JsonNode ours, JsonNode theirs) {
        return ours.path(figure).asDouble() / theirs.path(figure).asDouble();
    }

    private Path folder(String scenario, Contestant contestant) throws IOException {
        return Files.createTempDirectory(folder, scenario.replaceAll("[^A-Za-z0-9]", ""));
    }
}
