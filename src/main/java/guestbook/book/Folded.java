package guestbook.book;

import java.util.LinkedHashMap;
import java.util.Map;

/** The folded words of entries that were looked through lately, so that each is folded once however often somebody searches. */
final class Folded {
    private final long limitCharacters;
    private final Map<Long, Words> lately = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    private record Words(long revision, String folded) {}

    /** @param limitCharacters how much is remembered in all */
    Folded(long limitCharacters) {
        this.limitCharacters = limitCharacters;
    }

    /** Name and text of this entry as {@link Folding#fold} leaves them. */
    String of(Entry entry) {
        synchronized (this) {
            var known = lately.get(entry.id());
            if (known != null && known.revision == entry.revision()) return known.folded;
        }
        var folded = Folding.fold(entry.name() + "\n" + entry.text());
        remember(entry.id(), new Words(entry.revision(), folded));
        return folded;
    }

    private synchronized void remember(long id, Words words) {
        var before = lately.put(id, words);
        characters += weight(words) - (before == null ? 0 : weight(before));
        for (var eldest = lately.values().iterator(); characters > limitCharacters && eldest.hasNext(); ) {
            characters -= weight(eldest.next());
            eldest.remove();
        }
    }

    /** With what remembering it takes. */
    private static int weight(Words words) {
        return words.folded.length() + 100;
    }
}
