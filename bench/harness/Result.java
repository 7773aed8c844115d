package harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scenario has shown: a table, a chart, and how its goals were met. */
final class Result {
    final String name;
    final String description;
    final List<String> columns;
    final List<List<String>> rows = new ArrayList<>();
    final List<Bar> bars = new ArrayList<>();
    final List<Goal> goals = new ArrayList<>();
    String chart = "";

    record Bar(String name, double value) {}

    /**
     * @param reached whether the measured figure is as good as wanted
     * @param promised whether it has to be, on any machine
     */
    record Goal(String wanted, String measured, boolean reached, boolean promised) {}

    Result(String name, String description, String... columns) {
        this.name = name;
        this.description = description;
        this.columns = List.of(columns);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
        System.err.println("  " + String.join(" | ", cells));
    }

    void bar(String contestant, double value) {
        bars.add(new Bar(contestant, value));
    }

    void atLeast(double wanted, String what, double measured) {
        goals.add(new Goal(what + ": at least " + plain(wanted), plain(measured), measured >= wanted, false));
    }

    void atMost(double wanted, String what, double measured) {
        goals.add(new Goal(what + ": at most " + plain(wanted), plain(measured), measured <= wanted, false));
    }

    void none(String what, double measured) {
        goals.add(new Goal(what + ": none", plain(measured), measured == 0, true));
    }

    /** The promises that were broken. */
    List<Goal> broken() {
        return goals.stream().filter(goal -> goal.promised && !goal.reached).toList();
    }

    /** Three digits that say something. */
    static String plain(double value) {
        var digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + digits + "f", value).replaceFirst("(\\.[0-9]*?)0+$", "$1").replaceFirst("\\.$", "");
    }
}
