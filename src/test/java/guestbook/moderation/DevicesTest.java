package guestbook.moderation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private final Devices devices = new Devices("a secret");

    @Test
    void the_same_token_is_the_same_device_on_every_instance_and_another_is_another() {
        var token = devices.token();
        var device = devices.signer(token).device();
        assertTrue(device.isPresent());
        assertEquals(device, new Devices("a secret").signer(token).device());
        assertNotEquals(device, devices.signer(devices.token()).device());
    }

    @Test
    void nobody_makes_one() {
        var token = devices.token();
        var changed = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
        for (var wrong : List.of("", "x", changed, "A".repeat(43), token + "A", new Devices("another").token()))
            assertEquals(Optional.empty(), devices.signer(wrong).device(), wrong);
    }
}
