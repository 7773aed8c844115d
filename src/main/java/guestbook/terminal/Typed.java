package guestbook.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The words behind a command, as they were typed: in a locale without UTF-8, Java has lost every letter that is not ASCII. */
final class Typed {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final String LOST = "\uFFFD";

    private Typed() {}

    /** The same words, with the letters that the system knows and Java does not; where it does not tell, as they are. */
    static List<String> words(List<String> arguments) {
        if (arguments.stream().noneMatch(word -> word.contains(LOST))) return arguments;
        try {
            var all = List.of(new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.UTF_8).split("\0", -1));
            var end = all.size() - 1; // each word ends with a zero
            return all.subList(end - arguments.size(), end);
        } catch (IOException notLinux) {
            return arguments;
        }
    }
}
