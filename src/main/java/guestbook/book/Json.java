package guestbook.book;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the book is written for programs: the JSON of entries and faults, and a reader that stands bad input. */
public final class Json {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int DEPTH_LIMIT = 16;
    /** Of braces, names and values: each becomes an object, which takes many times what it takes in words. */
    private static final int TOKENS_LIMIT = 2_000;

    private static final ObjectMapper MAPPER = mapper(StreamReadConstraints.builder());
    /** For what strangers say. */
    private static final ObjectMapper WARY =
            mapper(StreamReadConstraints.builder().maxNestingDepth(DEPTH_LIMIT).maxTokenCount(TOKENS_LIMIT));

    private Json() {}

    /** Jackson would else keep its buffers, and so our class loader, with the server's threads after an undeploy. */
    private static ObjectMapper mapper(StreamReadConstraints.Builder constraints) {
        return new ObjectMapper(JsonFactory.builder()
                        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                        .streamReadConstraints(constraints.build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Reads one JSON object (RFC 8259) of at most {@value #DEPTH_LIMIT} levels and {@value #TOKENS_LIMIT} braces, names and values;
     * empty where the words are none.
     */
    public static Optional<JsonNode> object(String words) {
        return object(WARY, words);
    }

    /** Reads one JSON object that the book has written itself, however long. */
    public static Optional<JsonNode> ownObject(String words) {
        return object(MAPPER, words);
    }

    private static Optional<JsonNode> object(ObjectMapper mapper, String words) {
        try {
            var tree = mapper.readTree(words);
            return tree.isObject() ? Optional.of(tree) : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** The JSON of a tree, as short as it can be; a tree's own {@code toString} would keep buffers of its own. */
    public static String text(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException neverForTrees) {
            throw new IllegalStateException(neverForTrees);
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** An entry with the fields that clients rely on; and that it is held, for its signer, where not everybody may read it. */
    public static ObjectNode entry(Entry entry) {
        var json = object().put("id", entry.id())
                .put("name", entry.name())
                .put("text", entry.text())
                .put("date", DATE.format(entry.date()))
                .put("revision", entry.revision());
        return entry.isPublic() ? json : json.put("state", "held");
    }

    /** An entry as moderators see it; of one that is gone they see no words either. */
    public static ObjectNode judgedEntry(Entry entry) {
        var json = object().put("id", entry.id())
                .put("state", named(entry.state()))
                .put("revision", entry.revision());
        return entry.state() == Entry.State.DELETED || entry.state() == Entry.State.WITHDRAWN
                ? json
                : json.put("name", entry.name()).put("text", entry.text()).put("date", DATE.format(entry.date()));
    }

    /** What moderators have decided, in revision order. */
    public static ObjectNode judgments(List<Judgment> made) {
        var json = object();
        var all = json.putArray("judgments");
        for (var judgment : made)
            all.addObject()
                    .put("revision", judgment.revision())
                    .put("entryId", judgment.entryId())
                    .put("was", named(judgment.was()))
                    .put("became", named(judgment.became()));
        return json;
    }

    private static String named(Entry.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** How many entries moderators find in each state. */
    public static ObjectNode counts(Counts counts) {
        return object().put("held", counts.held())
                .put("public", counts.published())
                .put("hidden", counts.hidden())
                .put("spam", counts.spam());
    }

    /** Public entries as one array, in UTF-8; one after the other, so that a long list is in memory once. */
    public static byte[] entries(List<Entry> entries) {
        var array = new ByteArrayOutputStream();
        array.write('[');
        for (var entry : entries) {
            if (array.size() > 1) array.write(',');
            array.writeBytes(text(entry(entry)).getBytes(StandardCharsets.UTF_8));
        }
        array.write(']');
        return array.toByteArray();
    }

    /** The {@code errors} of an answer. */
    public static ArrayNode errors(List<Fault> faults) {
        var errors = array();
        for (var fault : faults) {
            var error = errors.addObject()
                    .put("field", fault.field())
                    .put("code", fault.code())
                    .put("msg", fault.msg());
            if (fault.retryAfterSeconds() > 0) error.put("retryAfter", fault.retryAfterSeconds());
        }
        return errors;
    }
}
