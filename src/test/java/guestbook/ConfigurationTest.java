package guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @Test
    void nothing_is_required() {
        var configuration = Configuration.read(Map.of(), Map.of());
        assertEquals(8080, configuration.port());
        assertEquals(Path.of("data").toAbsolutePath(), configuration.data());
        assertFalse(configuration.anyoneMayWithdraw());
        assertEquals(Set.of(), configuration.origins());
    }

    @Test
    void a_property_means_the_same_and_the_environment_wins() {
        var properties = Map.of("guestbook.port", "9000", "guestbook.delete", "anyone");
        var configuration = Configuration.read(Map.of("GUESTBOOK_PORT", "9001"), properties);
        assertEquals(9001, configuration.port());
        assertTrue(configuration.anyoneMayWithdraw());
    }

    @Test
    void the_owners_password_is_the_first_line_of_a_file(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("password"), "correct horse\n# and a remark\n");
        var variables = Map.of("GUESTBOOK_OWNER_PASSWORD_FILE", file.toString());
        assertEquals(
                Optional.of("correct horse"),
                Configuration.read(variables, Map.of()).ownerPassword());
        var missing =
                Map.of("GUESTBOOK_OWNER_PASSWORD_FILE", folder.resolve("none").toString());
        var invalid = assertThrows(Configuration.Invalid.class, () -> Configuration.read(missing, Map.of()));
        assertTrue(invalid.getMessage().contains("must be a file that can be read"), invalid::getMessage);
    }

    @Test
    void origins_are_a_list_in_any_case() {
        var configuration = Configuration.read(
                Map.of("GUESTBOOK_ORIGINS", "https://Wedding.example, http://localhost:5500"), Map.of());
        assertEquals(Set.of("https://wedding.example", "http://localhost:5500"), configuration.origins());
    }

    @Test
    void proxies_are_addresses_and_networks() {
        assertEquals(
                List.of("10.0.0.0/8", "::1"),
                Configuration.read(Map.of("GUESTBOOK_PROXIES", "10.0.0.0/8, ::1"), Map.of())
                        .proxies());
        var invalid = assertThrows(
                Configuration.Invalid.class,
                () -> Configuration.read(Map.of("GUESTBOOK_PROXIES", "proxy.example"), Map.of()));
        assertTrue(invalid.getMessage().contains("GUESTBOOK_PROXIES is \"proxy.example\" but must be addresses"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "0.0.0.0/0"})
    void a_proxy_is_an_address_or_a_network(String network) {
        assertEquals(List.of(network), proxies(network).proxies());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "10",
                "10.0",
                "10.0.0.0/33",
                "10.0.0.1-5",
                "10.0.*.*",
                "localhost",
                "::1/129",
                "0x7f000001",
                "1::2::3",
                "300.1.1.1",
                "1.2.3",
                "beef",
                ":::",
                "1.2.3.4.5",
                ".::1",
                "::00001",
                "1.2.3.",
                "%eth0",
                "::1%eth0"
            })
    void and_nothing_else(String network) {
        assertThrows(Configuration.Invalid.class, () -> proxies(network));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1.5", "300.1.1.1", "cafe", "10.0.0.0/8", "localhost"})
    void what_is_no_address_would_be_all_addresses_and_is_refused(String address) {
        var environment = Map.of("GUESTBOOK_ADDRESS", address);
        assertThrows(Configuration.Invalid.class, () -> Configuration.read(environment, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void who_listens_on_this_machine_alone_answers_to_its_own_names_alone(String address) {
        var read = Configuration.read(Map.of("GUESTBOOK_ADDRESS", address), Map.of());
        var written = address.contains(":") ? "[" + address + "]" : address;
        var names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        names.add(written);
        assertEquals(names, read.hosts());
    }

    private static Configuration proxies(String value) {
        return Configuration.read(Map.of("GUESTBOOK_PROXIES", value), Map.of());
    }

    @Test
    void what_kubernetes_tells_of_a_service_of_this_name_is_not_for_us() {
        var told = Map.of(
                "GUESTBOOK_PORT", "tcp://10.96.0.7:80", "GUESTBOOK_PORT_80_TCP", "x", "GUESTBOOK_SERVICE_HOST", "y");
        assertEquals(8080, Configuration.read(told, Map.of()).port());
        assertEquals(List.of(), Configuration.read(told, Map.of()).unread());
    }

    @Test
    void a_misspelt_variable_is_noticed() {
        var told = Map.of("GUESTBOOK_PRT", "80", "GUESTBOOK_PORT", "81", "PATH", "/bin");
        assertEquals(
                List.of("GUESTBOOK_PRT"), Configuration.read(told, Map.of()).unread());
    }

    @Test
    void the_slash_behind_an_origin_is_no_matter() {
        var told = Map.of("GUESTBOOK_ORIGINS", "https://wedding.example/");
        assertEquals(
                Set.of("https://wedding.example"),
                Configuration.read(told, Map.of()).origins());
    }

    @Test
    void a_user_without_a_database_is_refused() {
        var invalid = assertThrows(
                Configuration.Invalid.class, () -> Configuration.read(Map.of("GUESTBOOK_DB_USER", "ada"), Map.of()));
        assertTrue(invalid.getMessage().contains("GUESTBOOK_DB_URL"), invalid::getMessage);
    }

    @Test
    void a_relay_is_chosen_by_its_address() {
        assertEquals("auto", Configuration.read(Map.of(), Map.of()).relay());
        for (var address : List.of(
                "local:",
                "postgresql:",
                "redis://:secret@cache/2",
                "amqps://guest:guest@broker",
                "redis://guestbook_redis:6379"))
            assertEquals(
                    address,
                    Configuration.read(Map.of("GUESTBOOK_RELAY", address), Map.of())
                            .relay());
    }

    @Test
    void a_wrong_relay_is_named_without_its_password() {
        for (var wrong : List.of("kafka://user:secret@broker", "redis://user:secret@", "amqp://user:secret@bro ker")) {
            var invalid = assertThrows(
                    Configuration.Invalid.class, () -> Configuration.read(Map.of("GUESTBOOK_RELAY", wrong), Map.of()));
            assertTrue(invalid.getMessage().contains("GUESTBOOK_RELAY must be "), invalid::getMessage);
            assertFalse(invalid.getMessage().contains("secret"), invalid::getMessage);
        }
    }

    @Test
    void a_wrong_database_is_named_without_its_address() {
        var invalid = assertThrows(
                Configuration.Invalid.class,
                () -> Configuration.read(Map.of("GUESTBOOK_DB_URL", "jdbc:mysql://ada:secret@db/book"), Map.of()));
        assertTrue(invalid.getMessage().contains("GUESTBOOK_DB_URL must be "), invalid::getMessage);
        assertFalse(invalid.getMessage().contains("secret"), invalid::getMessage);
    }

    @Test
    void there_is_as_much_room_as_memory_and_a_party_behind_one_address() {
        var configuration = Configuration.read(Map.of(), Map.of());
        assertTrue(configuration.readers() >= 1_000, configuration::toString);
        assertTrue(configuration.readersByAddress() >= 1_000, configuration::toString);
        assertTrue(configuration.connections() > configuration.readers(), configuration::toString);
        assertEquals(
                7,
                Configuration.read(Map.of("GUESTBOOK_READERS", "7"), Map.of()).readers());
    }

    @Test
    void who_listens_on_this_machine_alone_is_asked_for_under_its_names_alone() {
        assertEquals(Set.of(), Configuration.read(Map.of(), Map.of()).hosts());
        assertEquals(
                Set.of("localhost", "127.0.0.1", "[::1]"),
                Configuration.read(Map.of("GUESTBOOK_ADDRESS", "127.0.0.1"), Map.of())
                        .hosts());
        assertEquals(
                Set.of("book.example"),
                Configuration.read(Map.of("GUESTBOOK_ADDRESS", "::1", "GUESTBOOK_HOSTS", "Book.Example"), Map.of())
                        .hosts());
    }

    @Test
    void in_a_server_the_data_lies_in_the_servers_folder() {
        var configuration = Configuration.read(Map.of(), Map.of("catalina.base", "/srv/tomcat"));
        assertEquals(Path.of("/srv/tomcat/guestbook-data"), configuration.data());
    }

    @Test
    void a_folder_that_the_server_throws_away_keeps_no_data() {
        var configuration =
                Configuration.read(Map.of(), Map.of("com.sun.aas.instanceRoot", "/tmp/payaramicro-rt4711tmp"));
        assertEquals(Path.of("data").toAbsolutePath(), configuration.data());
    }

    @Test
    void every_wrong_variable_is_named_with_what_it_may_be() {
        var wrong = Map.of(
                "GUESTBOOK_PORT", "70000",
                "GUESTBOOK_ORIGINS", "https://wedding.example/path",
                "GUESTBOOK_HOSTS", "book.example:8080",
                "GUESTBOOK_ADDRESS", "localhost",
                "GUESTBOOK_READERS", "many",
                "GUESTBOOK_LIMITS", "some",
                "GUESTBOOK_DELETE", "everybody");
        var invalid = assertThrows(Configuration.Invalid.class, () -> Configuration.read(wrong, Map.of()));
        wrong.forEach((variable, value) -> assertTrue(
                invalid.getMessage().contains(variable + " is \"" + value + "\" but must be "), invalid::getMessage));
    }
}
