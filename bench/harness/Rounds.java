package harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the load generator has told of one contestant, round by round. */
final class Rounds {
    private final List<JsonNode> told = new ArrayList<>();

    /** What one contestant does in a round. */
    interface Part {
        JsonNode play() throws IOException, InterruptedException;
    }

    /** Lets one after the other play, round by round, so that what the machine does besides hits all of them. */
    static List<Rounds> inTurn(int rounds, List<Part> parts) throws IOException, InterruptedException {
        var all = new ArrayList<Rounds>();
        for (var part = 0; part < parts.size(); part++) all.add(new Rounds());
        for (var round = 0; round < rounds; round++)
            for (var part = 0; part < parts.size(); part++) all.get(part).told.add(parts.get(part).play());
        return all;
    }

    double median(String figure) {
        return median(told.stream().map(one -> one.path(figure).asDouble()).toList());
    }

    /** How many times as much this contestant's median is. */
    double ratio(String figure, Rounds other) {
        return median(figure) / other.median(figure);
    }

    /** As told in the last round. */
    String words(String figure) {
        return told.get(told.size() - 1).path(figure).asText();
    }

    /** Over all rounds. */
    long sum(String figure) {
        return told.stream().mapToLong(one -> one.path(figure).asLong()).sum();
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
