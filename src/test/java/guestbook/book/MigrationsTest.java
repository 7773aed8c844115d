package guestbook.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.api.resource.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql"})
    void every_step_in_the_folder_is_named_and_every_named_step_is_there(String database) throws Exception {
        var named = Migrations.of(database).getResources("V", new String[] {".sql"}).stream()
                .map(Resource::getFilename)
                .sorted()
                .toList();
        try (var files = Files.list(Path.of("src/main/resources/db/migration", database))) {
            assertEquals(
                    files.map(file -> file.getFileName().toString()).sorted().toList(), named);
        }
    }
}
