package guestbook;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.jar.Manifest;

/**
 * What the build has left in the WAR's manifest.
 *
 * @param version of the guestbook
 * @param commit from which it was built; {@code unknown} outside of a repository
 */
public record About(String version, String commit) {
    private static final String UNKNOWN = "unknown";

    /** Reads it from a manifest (JAR File Specification). */
    public static About of(InputStream manifest) throws IOException {
        var said = new Manifest(manifest).getMainAttributes();
        return new About(
                Optional.ofNullable(said.getValue("Implementation-Version")).orElse(UNKNOWN),
                Optional.ofNullable(said.getValue("Commit"))
                        .filter(commit -> !commit.startsWith("$")) // the placeholder has stayed
                        .orElse(UNKNOWN));
    }

    @Override
    public String toString() {
        return "Guestbook " + version + " (commit " + commit + "), Java " + Runtime.version();
    }
}
