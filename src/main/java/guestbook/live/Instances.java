package guestbook.live;

import guestbook.book.Guestbook;
import guestbook.book.Json;
import java.util.function.Consumer;

/** What the instances of one book tell each other over the relay: that the book has grown. */
public final class Instances {
    private final Guestbook guestbook;
    private final Broadcaster broadcaster;
    private final Consumer<String> relay;

    /** @param relay takes a message to every instance, or loses it */
    public Instances(Guestbook guestbook, Broadcaster broadcaster, Consumer<String> relay) {
        this.guestbook = guestbook;
        this.broadcaster = broadcaster;
        this.relay = relay;
        guestbook.whenWritten(this::tellRevision);
    }

    /** A message has come, from this instance or another. */
    public void hear(String message) {
        var words = Json.object(message);
        if (words.isEmpty()) return;
        var told = words.get();
        switch (told.path("type").asText()) {
            case "Grown" -> {
                if (told.path("revision").asLong() > revision()) broadcaster.ring();
            }
            default -> {
                // a newer instance says more than we know
            }
        }
    }

    /** Messages may have been missed. */
    public void missed() {
        broadcaster.ring();
    }

    private void tellRevision() {
        relay.accept(Json.text(Json.object().put("type", "Grown").put("revision", revision())));
    }

    private long revision() {
        return guestbook.head().cursor().revision();
    }
}
