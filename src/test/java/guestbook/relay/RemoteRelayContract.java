package guestbook.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import guestbook.backing.BackingService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every relay does whose server may be away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RemoteRelayContract extends RelayContract {
    abstract BackingService server();

    @BeforeAll
    void startServer() throws Exception {
        server().start();
    }

    @AfterAll
    void endServer() throws Exception {
        server().close();
    }

    @AfterEach
    void serverIsThere() throws Exception {
        if (!server().isRunning()) server().start();
    }

    @Test
    void it_comes_back_after_its_server_was_killed() throws Exception {
        server().kill();
        first.awaitFault();
        second.awaitFault();
        first.relay.send("lost");
        assertTrue(first.relay.fault().orElseThrow().contains("is away ("), first.relay.fault()::toString);
        server().start();
        first.awaitConnection();
        second.awaitConnection();

        first.relay.send("here again");

        assertEquals("here again", second.heard());
    }

    @Test
    void it_starts_before_its_server() throws Exception {
        server().kill();
        var early = new Instance(relay("book"));
        try {
            early.awaitFault();
            server().start();
            early.awaitConnection();
            early.relay.send("awake");
            assertEquals("awake", early.heard());
        } finally {
            early.relay.close();
        }
    }

    @Test
    void a_server_that_hangs_is_noticed() throws Exception {
        server().freeze();
        try {
            first.awaitFault();
        } finally {
            server().thaw();
        }
        first.awaitConnection();
        first.relay.send("thawed");

        assertEquals("thawed", first.heard());
    }
}
