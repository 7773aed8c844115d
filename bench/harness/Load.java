package harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/** The load generator, run once; its answer is a JSON object. */
final class Load {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Load() {}

    static JsonNode run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var answer = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) throw new IOException("The load generator failed: " + String.join(" ", command));
        return JSON.readTree(answer);
    }
}
