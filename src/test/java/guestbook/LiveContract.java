package guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.websocket.CloseReason.CloseCodes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the WebSocket promises, whatever engine carries it. Other tests may have signed before. */
public abstract class LiveContract {
    private static final int SIGNERS = 8;
    private static final int ENTRIES_OF_EACH = 60;

    /** Where the book is open, with a slash at the end. */
    public abstract URI book();

    @Test
    public void an_entry_signed_by_ada_is_heard_by_grace_at_once() throws Exception {
        try (var ada = LiveClient.ours(book());
                var grace = LiveClient.ours(book())) {
            var welcome = grace.next("Welcome");
            ada.next("Welcome");
            var key = UUID.randomUUID().toString();
            ada.sign(key, "Ada", "Hello, Grace 😀");

            var signed = ada.await("Signed");
            assertEquals(key, signed.path("key").asText());
            assertFalse(signed.path("receipt").asText().isEmpty());

            var heard = grace.next("Changes");
            assertEquals(welcome.path("revision").asLong(), heard.path("from").asLong());
            assertEquals(
                    signed.path("entry"),
                    heard.path("changes").path(0).path("createdEntry"),
                    "the same entry for both");
            assertEquals(
                    "Hello, Grace 😀", heard.at("/changes/0/createdEntry/text").asText());
            assertFalse(
                    heard.toString().contains(signed.path("receipt").asText()), "the receipt is the signer's alone");
        }
    }

    @Test
    public void too_large_and_binary_messages_close_with_the_right_code() throws Exception {
        try (var ada = LiveClient.ours(book())) {
            ada.send("\"" + "x".repeat(64 * 1024) + "\"");
            assertEquals(CloseCodes.TOO_BIG, ada.closed().getCloseCode());
        }
        try (var ada = LiveClient.ours(book())) {
            ada.session().getBasicRemote().sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertEquals(CloseCodes.CANNOT_ACCEPT, ada.closed().getCloseCode());
        }
    }

    @Test
    public void a_message_of_several_frames_is_one_message() throws Exception {
        try (var ada = LiveClient.ours(book())) {
            ada.next("Welcome");
            var message = "{\"type\":\"Sign\",\"key\":\"" + UUID.randomUUID()
                    + "\",\"name\":\"Ada\",\"text\":\"in ä😀 pieces\"}";
            var remote = ada.session().getBasicRemote();
            remote.sendText(message.substring(0, 40), false);
            remote.sendText(message.substring(40, 80), false);
            remote.sendText(message.substring(80), true);
            assertEquals("in ä😀 pieces", ada.await("Signed").at("/entry/text").asText());
        }
    }

    @Test
    public void a_reader_who_comes_back_gets_exactly_what_was_missed() throws Exception {
        String cursor;
        try (var grace = LiveClient.ours(book())) {
            var welcome = grace.next("Welcome");
            cursor = welcome.path("epoch").asText() + ":"
                    + welcome.path("revision").asLong();
        }
        var missed = List.of("one", "two", "three");
        try (var ada = LiveClient.ours(book())) {
            for (var text : missed) {
                ada.sign(UUID.randomUUID().toString(), "Ada", text);
                ada.await("Signed");
            }
        }
        try (var grace = LiveClient.ours(book(), cursor)) {
            grace.next("Welcome");
            var changes = grace.next("Changes").path("changes");
            assertEquals(missed, changes.findValuesAsText("text"));
            assertTrue(grace.hasHeardNothing());
        }
    }

    @Test
    public void a_cursor_of_no_use_means_reset() throws Exception {
        for (var cursor : List.of("otherbook:1", "nonsense", "otherbook:99999999999")) {
            try (var socket = LiveClient.ours(book(), cursor)) {
                socket.next("Welcome");
                socket.next("Reset");
            }
        }
    }

    @Test
    public void the_same_key_twice_at_once_is_one_entry() throws Exception {
        var key = UUID.randomUUID().toString();
        try (var here = LiveClient.ours(book());
                var there = LiveClient.ours(book())) {
            here.sign(key, "Ada", "from two tabs");
            there.sign(key, "Ada", "from two tabs");
            assertEquals(
                    here.await("Signed").path("entry"), there.await("Signed").path("entry"));
        }
    }

    @Test
    public void however_many_sign_everyone_is_answered_before_hearing_of_the_own_entry() throws Exception {
        var signers = new ArrayList<LiveClient>();
        try {
            for (var number = 0; number < SIGNERS; number++) signers.add(LiveClient.ours(book()));
            for (var entry = 0; entry < ENTRIES_OF_EACH; entry++)
                for (var signer : signers) signer.sign(UUID.randomUUID().toString(), "Ada", "one of many");
            for (var signer : signers) {
                var heard = new HashSet<Long>();
                for (var answers = 0; answers < ENTRIES_OF_EACH; ) {
                    var message = signer.next();
                    message.path("changes")
                            .forEach(change ->
                                    heard.add(change.at("/createdEntry/id").asLong()));
                    if (!message.path("type").asText().equals("Signed")) continue;
                    answers++;
                    var own = message.at("/entry/id").asLong();
                    assertFalse(heard.contains(own), () -> "entry " + own + " was heard of before its answer");
                }
            }
        } finally {
            for (var signer : signers) signer.close();
        }
    }

    @Test
    public void what_a_client_says_wrongly_is_answered_and_harms_nobody() throws Exception {
        try (var ada = LiveClient.ours(book())) {
            ada.next("Welcome");
            ada.sign("", "", "text");
            assertEquals("name", ada.next("Rejected").at("/errors/0/field").asText());
            ada.send("no json");
            assertEquals("not_json", ada.next("Rejected").at("/errors/0/code").asText());
            ada.send("{\"type\":\"Dance\"}");
            assertEquals(
                    "unknown_type", ada.next("Rejected").at("/errors/0/code").asText());
            ada.sign(UUID.randomUUID().toString(), "Ada", "still here");
            ada.await("Signed");
        }
    }

    @Test
    public void a_page_of_the_books_own_host_may_connect() throws Exception {
        var own = Map.of("Origin", List.of(book().getScheme() + "://" + book().getAuthority()));
        try (var ada = LiveClient.connect(book(), "", own, "guestbook.v1")) {
            ada.next("Welcome");
        }
    }

    @Test
    public void who_watches_is_told_who_writes() throws Exception {
        try (var ada = LiveClient.ours(book());
                var grace = LiveClient.ours(book())) {
            grace.next("Welcome");
            ada.send("{\"type\":\"Watch\"}");
            var present = ada.await("Presence");
            while (present.path("readers").asInt() < 2) present = ada.await("Presence");

            grace.send("{\"type\":\"Writing\"}");
            while (present.path("writing").asInt() == 0) present = ada.await("Presence");
            grace.send("{\"type\":\"Writing\",\"now\":false}");
            while (present.path("writing").asInt() > 0) present = ada.await("Presence");

            assertTrue(grace.hasHeardNothing(), "who does not watch is told nothing");
        }
    }

    @Test
    public void what_readers_hear_is_not_compressed_whatever_they_offer() throws Exception {
        try (var browser = new RawSocket(
                book(), "guestbook.v1", 0, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {
            assertFalse(browser.compresses(), browser::response);
            assertTrue(browser.next().orElseThrow().payload().contains("Welcome"));
        }
    }

    @Test
    public void a_wave_reaches_one_connection_and_a_wave_to_nobody_is_refused() throws Exception {
        try (var ada = LiveClient.ours(book());
                var grace = LiveClient.ours(book());
                var eve = LiveClient.ours(book())) {
            var me = ada.next("Welcome").path("connection").asText();
            var you = grace.next("Welcome").path("connection").asText();
            eve.next("Welcome");
            var key = UUID.randomUUID().toString();
            ada.send("{\"type\":\"Wave\",\"key\":\"" + key + "\",\"to\":\"" + you + "\"}");
            assertEquals(me, grace.next("Waved").path("from").asText());
            assertEquals(you, ada.next("Arrived").path("to").asText());

            ada.send("{\"type\":\"Wave\",\"key\":\"" + key + "\",\"to\":\"nobody\"}");
            var rejected = ada.next("Rejected");
            assertEquals(key, rejected.path("key").asText());
            assertEquals("not_here", rejected.at("/errors/0/code").asText());

            ada.send("{\"type\":\"Wave\",\"to\":\"" + "x".repeat(65) + "\"}");
            assertEquals("too_long", ada.next("Rejected").at("/errors/0/code").asText());
            ada.send("{\"type\":\"Wave\",\"key\":\"no UUID\",\"to\":\"" + you + "\"}");
            var keyless = ada.next("Rejected");
            assertEquals("key", keyless.at("/errors/0/field").asText());
            assertEquals("", keyless.path("key").asText(), "what may be long is not sent back");
            assertTrue(eve.hasHeardNothing());
        }
    }
}
