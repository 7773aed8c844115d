package guestbook.book;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The steps to today's schema, each named here: not every server lets a library search the application's classes. */
final class Migrations implements ResourceProvider {
    private static final List<String> STEPS = List.of(
            "V1__book.sql",
            "V2__receipt.sql",
            "V3__key.sql",
            "V4__opening.sql",
            "V5__owner.sql",
            "V6__moderation.sql",
            "V7__judgment.sql",
            "V8__pass.sql",
            "V9__counts.sql",
            "V10__signer.sql");

    private final List<LoadableResource> steps;

    private Migrations(List<LoadableResource> steps) {
        this.steps = steps;
    }

    /** The steps in a folder of {@code db/migration}: one for each kind of database. */
    static Migrations of(String database) {
        return new Migrations(STEPS.stream()
                .<LoadableResource>map(step -> new Step("/db/migration/" + database, step))
                .toList());
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return steps.stream()
                .filter(step -> step.getAbsolutePath().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return steps.stream()
                .filter(step -> step.getFilename().startsWith(prefix)
                        && Stream.of(suffixes).anyMatch(step.getFilename()::endsWith))
                .toList();
    }

    /** One file of SQL. */
    private static final class Step extends LoadableResource {
        private final String folder;
        private final String name;

        Step(String folder, String name) {
            this.folder = folder;
            this.name = name;
        }

        @Override
        public Reader read() {
            var file = Migrations.class.getResourceAsStream(getAbsolutePath());
            return new InputStreamReader(Objects.requireNonNull(file, this::getAbsolutePath), StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return folder + "/" + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
