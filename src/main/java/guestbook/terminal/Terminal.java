package guestbook.terminal;

import guestbook.About;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code java -jar guestbook.war} does when it is given a command. */
public final class Terminal {
    /** Names and texts are not of the machine's letters, whatever its locale. */
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private static final PrintStream ERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private static final int WRONG_USE = 2;
    private static final String USAGE = """
            Usage: java -jar guestbook.war                              opens a guestbook
                   java -jar guestbook.war tail [url]                   prints entries as they come
                   java -jar guestbook.war sign [url] --name N --text T signs; without --text it reads the text
                   java -jar guestbook.war withdraw|hide|publish id     changes an entry, for who owns the data
                   java -jar guestbook.war reset-owner                  lets somebody else set the owner's password
                   java -jar guestbook.war --version                    says what it is
            The url is where a guestbook is open, http://localhost:8080 unless you say otherwise.
            Settings are environment variables, such as GUESTBOOK_PORT=9000; README.md tells all of them.""";

    /** The command is not understood; the message says why. */
    private static final class WrongUse extends Exception {
        private static final long serialVersionUID = 1;

        WrongUse(String message) {
            super(message);
        }
    }

    private Terminal() {}

    /**
     * Does what the words say.
     *
     * @return the exit code: 0 done, 1 not done, 2 not understood
     */
    public static int run(String... arguments) throws InterruptedException, IOException {
        try {
            var words = new ArrayDeque<>(Typed.words(List.of(arguments)));
            var command = words.remove();
            return switch (command) {
                case "tail" -> tail(words);
                case "sign" -> sign(words);
                case "help", "--help", "-h" -> help();
                case "version", "--version", "-V" -> version();
                default -> throw new WrongUse("There is no command \"" + command + "\".");
            };
        } catch (WrongUse wrong) {
            ERR.println(wrong.getMessage() + "\n" + USAGE);
            return WRONG_USE;
        }
    }

    private static int help() {
        OUT.println(USAGE);
        return 0;
    }

    private static int version() throws IOException {
        var war = Terminal.class.getProtectionDomain().getCodeSource().getLocation();
        try (var manifest =
                URI.create("jar:" + war + "!/META-INF/MANIFEST.MF").toURL().openStream()) {
            OUT.println(About.of(manifest));
            return 0;
        }
    }

    private static int tail(ArrayDeque<String> words) throws WrongUse, InterruptedException {
        var book = book(words, Map.of());
        new Tail(book, OUT, ERR).follow();
        return 0;
    }

    private static int sign(ArrayDeque<String> words) throws WrongUse, InterruptedException, IOException {
        var options = new HashMap<>(Map.of("--name", "", "--text", ""));
        var book = book(words, options);
        var text = options.getOrDefault("--text", "");
        if (text.isEmpty()) text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        return new Sign(book, OUT, ERR).sign(options.getOrDefault("--name", ""), text) ? 0 : 1;
    }

    /** The address among the words; the options that are known get their values. */
    private static URI book(ArrayDeque<String> words, Map<String, String> options) throws WrongUse {
        var address = Optional.<String>empty();
        while (!words.isEmpty()) {
            var word = words.remove();
            if (options.containsKey(word)) {
                if (words.isEmpty()) throw new WrongUse(word + " wants a value.");
                options.put(word, words.remove());
            } else if (word.startsWith("-") || address.isPresent())
                throw new WrongUse("\"" + word + "\" is one word too many.");
            else address = Optional.of(word);
        }
        var chosen = address.orElse("http://localhost:8080");
        if (!chosen.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?"))
            throw new WrongUse("\"" + chosen + "\" is no address such as https://book.example/guestbook.");
        return URI.create(chosen.endsWith("/") ? chosen : chosen + "/");
    }
}
