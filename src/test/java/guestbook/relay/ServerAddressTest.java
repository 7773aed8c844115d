package guestbook.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "redis://cache, cache, 6379",
        "redis://guestbook_redis:6380/2, guestbook_redis, 6380",
        "redis://user:pass_word@my_cache, my_cache, 6379",
        "amqp://user:pass_word@broker:5673/guest_book, broker, 5673",
        "redis://[::1]:6379, [::1], 6379"
    })
    void a_host_may_be_named_as_containers_are(String written, String host, int port) {
        var address = ServerAddress.of(written);
        assertEquals(host, address.host());
        assertEquals(port, address.port(6379));
    }

    @Test
    void without_a_host_it_is_none() {
        assertThrows(IllegalArgumentException.class, () -> ServerAddress.of("redis:///2"));
    }
}
