package guestbook.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private final Proxies proxies = new Proxies(List.of("127.0.0.1", "10.0.0.0/8", "fd00::/8"));

    @Test
    void a_stranger_may_say_what_it_likes() {
        assertEquals("192.0.2.9", proxies.client("192.0.2.9", List.of("198.51.100.1")));
        assertFalse(proxies.trust("192.0.2.9"));
        assertFalse(new Proxies(List.of()).trust("127.0.0.1"));
    }

    @Test
    void a_proxy_tells_for_whom_it_asks() {
        assertEquals("198.51.100.1", proxies.client("127.0.0.1", List.of("198.51.100.1")));
        assertEquals("2001:db8::1", proxies.client("fd12::1", List.of("2001:DB8:0:0::1")));
        assertEquals("10.1.2.3", proxies.client("10.1.2.3", List.of()));
    }

    @Test
    void what_a_client_wrote_itself_is_not_reached() {
        assertEquals(
                "198.51.100.1", proxies.client("10.1.2.3", List.of("127.0.0.1, 203.0.113.7", "198.51.100.1,10.0.0.2")));
    }

    @Test
    void all_proxies_ask_for_the_first_of_them() {
        assertEquals("10.0.0.9", proxies.client("10.1.2.3", List.of("10.0.0.9, 10.0.0.2")));
    }

    @Test
    void some_proxies_tell_the_port_as_well() {
        assertEquals("198.51.100.1", proxies.client("127.0.0.1", List.of("198.51.100.1:4711")));
        assertEquals("2001:db8::1", proxies.client("127.0.0.1", List.of("[2001:db8::1]:4711")));
    }

    @Test
    void an_address_of_version_4_is_the_same_in_version_6() {
        assertTrue(proxies.trust("::ffff:127.0.0.1"));
        assertEquals("198.51.100.1", proxies.client("::ffff:10.0.0.1", List.of("::ffff:198.51.100.1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "", "localhost", "0x7f.1", "1.2.3", "*", "10.0.0.0/8", "1.2.3.4-9", "<script>"})
    void where_no_address_is_told_the_last_known_one_counts(String told) {
        assertEquals("10.0.0.2", proxies.client("127.0.0.1", List.of("198.51.100.1, " + told + ", 10.0.0.2")));
    }

    @Test
    void a_network_may_be_named_by_one_of_its_addresses() {
        assertTrue(new Proxies(List.of("192.0.2.77/24")).trust("192.0.2.1"));
    }
}
