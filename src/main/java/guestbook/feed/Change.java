package guestbook.feed;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Entry;
import guestbook.book.Json;
import java.util.Optional;

/** The last change of one entry, encoded once for everybody who reads it. */
final class Change {
    private final Entry entry;
    /** Both empty where readers know nothing of the entry, and are to hear nothing: what is not there leaks nowhere. */
    private final Optional<String> created;

    private final Optional<String> edited;

    Change(Entry entry) {
        this.entry = entry;
        if (entry.isPublic()) {
            created = Optional.of(encoded("EntryCreated", "createdEntry", Json.entry(entry)));
            edited = Optional.of(encoded("EntryEdited", "editedEntry", Json.entry(entry)));
        } else {
            created = entry.wasPublic() ? Optional.of(deleted(entry)) : Optional.empty();
            edited = created;
        }
    }

    /** As JSON, for a reader who stands at {@code since}; empty where that reader hears nothing of it. */
    Optional<String> json(long since) {
        return entry.isNewSince(since) ? created : edited;
    }

    /** As JSON, for moderators, who hear of everything; made anew each time, because they are few. */
    String moderatorsJson() {
        return entry.state() == Entry.State.HELD
                ? encoded("EntryHeld", "heldEntry", Json.judgedEntry(entry))
                : encoded("EntryEdited", "editedEntry", Json.judgedEntry(entry));
    }

    /** How long its words make a frame at least, for whoever hears of it. */
    int characters() {
        return entry.name().length() + entry.text().length();
    }

    long revision() {
        return entry.revision();
    }

    long entryId() {
        return entry.id();
    }

    private static String encoded(String type, String field, JsonNode entry) {
        var change = Json.object().put("type", type);
        change.set(field, entry);
        return Json.text(change);
    }

    private static String deleted(Entry entry) {
        return Json.text(Json.object().put("type", "EntryDeleted").put("deletedEntryId", entry.id()));
    }
}
