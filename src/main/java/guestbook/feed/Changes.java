package guestbook.feed;

import guestbook.book.Cursor;
import guestbook.book.Head;
import guestbook.book.Json;
import guestbook.lane.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader who stands at one revision needs to stand at a later one; encoded once for all who stand there. */
public final class Changes {
    /** A frame ends after the change that makes it longer than this, so that a slow phone shows progress between two. */
    static final int LONG_CHARACTERS = 64 * 1024;

    /** One that is for one reader alone, who may stop reading, ends sooner. */
    static final int SHORT_CHARACTERS = 8 * 1024;

    private final Cursor to;
    private final String json;
    private final Message whole;
    private final Message each;
    /** Most books have nobody who streams. */
    private volatile @Nullable Message event;

    private final Head head;
    private final long from;
    private final List<Change> changes;

    private Changes(Head head, long from, long to, List<Change> changes, List<String> each) {
        this.head = head;
        this.from = from;
        this.changes = changes;
        this.to = new Cursor(head.cursor().epoch(), to);
        json = json("", each);
        whole = Message.shared(List.of(json));
        this.each = Message.shared(each);
    }

    /**
     * The first frame after {@code from}.
     *
     * @param later the changes after {@code from} in revision order
     * @param limitCharacters it ends after the change that makes it longer
     * @param complete whether {@code later} reaches the head
     */
    static Changes after(long from, List<Change> later, int limitCharacters, boolean complete, Head head) {
        var each = new ArrayList<String>();
        var to = from;
        var characters = 0;
        var taken = 0;
        for (var change : later) {
            if (characters > limitCharacters) return new Changes(head, from, to, later.subList(0, taken), each);
            var json = change.json(from);
            json.ifPresent(each::add);
            characters += Math.max(json.map(String::length).orElse(0), change.characters());
            to = change.revision();
            taken++;
        }
        return new Changes(head, from, complete ? head.cursor().revision() : to, later, each);
    }

    /** Nothing new for a reader who stands at {@code revision}. */
    public static Changes none(long revision, Head head) {
        return new Changes(head, revision, revision, List.of(), List.of());
    }

    private String json(String more, List<String> each) {
        return "{\"type\":\"Changes\",\"epoch\":\"" + to.epoch() + "\",\"from\":" + from + ",\"to\":" + to.revision()
                + ",\"count\":" + head.count() + more + ",\"changes\":[" + String.join(",", each) + "]}";
    }

    /** The same for a moderator, who hears of what others do not; made where one is there, and not before. */
    public Message forModerators() {
        return Message.of(List.of(json(
                ",\"counts\":" + Json.text(Json.counts(head.counts())),
                changes.stream().map(Change::moderatorsJson).toList())));
    }

    /** Where a reader then stands. */
    public Cursor to() {
        return to;
    }

    /** All of them as one text. */
    public String json() {
        return json;
    }

    /** The same, to be sent. */
    public Message whole() {
        return whole;
    }

    /** A text for each. */
    public Message each() {
        return each;
    }

    /** One of the Server-Sent Events (HTML Living Standard §9.2). */
    public static String event(Cursor id, String data) {
        return "id: " + id + "\ndata: " + data + "\n\n";
    }

    /** All of them as one of the Server-Sent Events, whose id is the cursor to come back with. */
    public Message event() {
        var made = event;
        if (made == null) event = made = Message.shared(List.of(event(to, json)));
        return made;
    }
}
