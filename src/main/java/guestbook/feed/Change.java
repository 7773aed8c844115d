package guestbook.feed;

import guestbook.book.Entry;
import guestbook.book.Json;

/** The last change of one entry, encoded once for everybody who reads it. */
final class Change {
    private final Entry entry;
    private final String created;
    private final String edited;

    Change(Entry entry) {
        this.entry = entry;
        created = entry.isPublic() ? encoded("EntryCreated", "createdEntry", entry) : deleted(entry);
        edited = entry.isPublic() ? encoded("EntryEdited", "editedEntry", entry) : created;
    }

    /** As JSON, for a reader who stands at {@code since}. */
    String json(long since) {
        return entry.isNewSince(since) ? created : edited;
    }

    long revision() {
        return entry.revision();
    }

    long entryId() {
        return entry.id();
    }

    private static String encoded(String type, String field, Entry entry) {
        var change = Json.object().put("type", type);
        change.set(field, Json.entry(entry));
        return Json.text(change);
    }

    private static String deleted(Entry entry) {
        return Json.text(Json.object().put("type", "EntryDeleted").put("deletedEntryId", entry.id()));
    }
}
