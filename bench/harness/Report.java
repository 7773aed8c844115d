package harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes results as a page, with a chart for each scenario beside it. */
final class Report {
    private static final int WIDTH = 640;
    private static final int ROW = 26;
    private static final int NAMES = 250;
    private static final int FIGURES = 90;

    private Report() {}

    static void write(Path file, List<Result> results, double stolenPercent) throws IOException, InterruptedException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var page = new ArrayList<String>();
        page.add("# Results");
        page.add("");
        page.add("Written by `bench/run`; [README.md](README.md) says how it is measured. Times on a shared machine mean little:"
                + " compare the rows of one run.");
        page.add("");
        page.addAll(machine(stolenPercent));
        page.add("");
        page.add("## Goals");
        page.add("");
        page.add("| scenario | goal | measured | |");
        page.add("|---|---|---|---|");
        for (var result : results)
            for (var goal : result.goals)
                page.add("| " + result.name + " | " + goal.wanted() + " | " + goal.measured() + " | "
                        + (goal.reached() ? "reached" : "**missed**") + " |");
        for (var result : results) {
            var chart = result.name.toLowerCase(Locale.ROOT).replace(' ', '-') + ".svg";
            page.add("");
            page.add("## " + result.name);
            page.add("");
            page.add(result.description + ".");
            page.add("");
            page.add("| " + String.join(" | ", result.columns) + " |");
            page.add("|---" + "|---:".repeat(result.columns.size() - 1) + "|");
            for (var row : result.rows) page.add("| " + String.join(" | ", row) + " |");
            page.add("");
            page.add("![" + result.chart + "](" + chart + ")");
            Files.writeString(file.resolveSibling(chart), chart(result));
        }
        Files.writeString(file, String.join("\n", page) + "\n");
    }

    private static List<String> machine(double stolenPercent) throws IOException, InterruptedException {
        var cpu = said("grep", "-m1", "model name", "/proc/cpuinfo").replaceFirst(".*: ", "");
        var memory = Long.parseLong(said("grep", "MemTotal", "/proc/meminfo").replaceAll("[^0-9]", "")) / 1_000_000;
        return List.of(
                "| | |",
                "|---|---|",
                "| date | " + LocalDate.now(ZoneOffset.UTC) + " |",
                "| commit | " + said("git", "rev-parse", "--short", "HEAD") + " |",
                "| machine | " + cpu + ", " + Runtime.getRuntime().availableProcessors() + " processors, " + memory + " GB, Linux "
                        + said("uname", "-r") + " |",
                "| processor time that other machines took | " + Result.plain(stolenPercent) + " % of what was wanted |",
                "| Java | " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + " |",
                "| Node.js | " + said("node", "--version") + " |",
                "| nginx | " + said("nginx", "-v").replaceFirst(".*: ", "") + ", nchan "
                        + said("dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan") + " |");
    }

    private static String said(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var words = new String(process.getInputStream().readAllBytes()).strip();
        process.waitFor();
        return words;
    }

    private static String chart(Result result) {
        var most = result.bars.stream().mapToDouble(Result.Bar::value).max().orElse(1);
        var height = result.bars.size() * ROW + 8;
        var rows = new ArrayList<String>();
        for (var row = 0; row < result.bars.size(); row++) {
            var bar = result.bars.get(row);
            var y = row * ROW + 4;
            var width = Math.max(1, bar.value() / most * (WIDTH - NAMES - FIGURES));
            var ours = bar.name().startsWith("guestbook");
            rows.add(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>",
                    NAMES - 8, y + 15, bar.name(), NAMES, y, width, ROW - 6, ours ? "#2f6f4f" : "#9aa5a0",
                    NAMES + width + 6, y + 15, Result.plain(bar.value())));
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height
                + "\" font-family=\"sans-serif\" font-size=\"13\"><title>" + result.chart + "</title>"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + rows.stream().collect(Collectors.joining("\n")) + "\n</svg>\n";
    }
}
