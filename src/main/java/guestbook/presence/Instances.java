package guestbook.presence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.book.Guestbook;
import guestbook.book.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What the instances of one book tell each other over the relay: that the book has grown, who is there, and a wave from
 * one connection to another.
 */
public final class Instances {
    /** How often to look. */
    public static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private static final Duration PRESENCE_INTERVAL = Duration.ofSeconds(4);
    /** An instance that has told nothing for this long is not there any more. */
    private static final Duration ABSENCE_LIMIT = Duration.ofSeconds(10);

    private static final Duration WAVE_LIMIT = Duration.ofSeconds(3);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RADIX = 36;
    private static final String BETWEEN = "-";

    private final String id = random();
    private final Guestbook guestbook;
    private final Consumer<String> relay;
    private final IntSupplier readers;
    private final Runnable ring;
    private final Map<String, Told> others = new ConcurrentHashMap<>();
    /** Who is here, by the names of their connections. */
    private final Map<String, Visitor> visitors = new ConcurrentHashMap<>();

    private final Map<Long, Wave> waves = new ConcurrentHashMap<>();
    private final AtomicLong lastWave = new AtomicLong();
    private volatile Presence shown = new Presence(0, 0);
    private volatile Told told = new Told(shown, System.nanoTime());

    /** Somebody who is connected to this instance and may be waved to. */
    public interface Visitor {
        /** What others call this connection: {@link Instances#connection} made it. */
        String id();

        /** Tells what another said; false, and untold, where so much waits already that it would harm this one. */
        boolean pass(String message);

        /** Tells how many are there, of which only the newest counts. */
        void tell(String presence);

        /** Whether this one wants to know how many are there. */
        boolean isWatching();

        boolean isWriting(long nowNanos);
    }

    /** How many have the book open, and how many of them are writing. */
    private record Presence(int readers, int writing) {
        Presence plus(Presence other) {
            return new Presence(readers + other.readers, writing + other.writing);
        }

        /** In place of equals, by which Java 17 remembers a record's class, and so an undeployed application. */
        boolean is(Presence other) {
            return readers == other.readers && writing == other.writing;
        }
    }

    /** What an instance has told, and when. */
    private record Told(Presence presence, long nanos) {
        boolean isOlderThan(Duration age, long nowNanos) {
            return nowNanos - nanos > age.toNanos();
        }
    }

    /** A wave to another instance that has not been answered yet. */
    private record Wave(CompletableFuture<Boolean> arrived, long sentNanos) {}

    /**
     * To be {@linkplain #look looked at} now and then.
     *
     * @param relay takes a message to every instance, or loses it
     * @param readers how many are connected to this one
     * @param ring called when another may have written
     */
    public Instances(Guestbook guestbook, Consumer<String> relay, IntSupplier readers, Runnable ring) {
        this.guestbook = guestbook;
        this.relay = relay;
        this.readers = readers;
        this.ring = ring;
        guestbook.whenWritten(this::tellRevision);
    }

    /** A message has come, from this instance or another. */
    public void hear(String message) {
        Json.ownObject(message).ifPresent(this::hear);
    }

    /** Messages may have been missed. */
    public void missed() {
        ring.run();
        told = new Told(told.presence, System.nanoTime() - PRESENCE_INTERVAL.toNanos()); // tells it again at once
    }

    /** Which instance this is, how many have the book open here, and which others there are. */
    public ObjectNode standing() {
        var standing = Json.object().put("instance", id).put("readers", here().readers);
        var list = standing.putArray("others");
        others.forEach((other, told) -> list.addObject().put("instance", other).put("readers", told.presence.readers));
        return standing;
    }

    /** A name for a new connection, which leads a wave to its instance. */
    public String connection() {
        return id + BETWEEN + random();
    }

    /** From now on waves reach it, and it counts among those who write. */
    public void add(Visitor visitor) {
        visitors.put(visitor.id(), visitor);
    }

    public void remove(Visitor visitor) {
        visitors.remove(visitor.id());
    }

    /** Who is there, as far as was last looked; whoever watches is told when it changes. */
    public String presence() {
        return presence(shown);
    }

    private static String presence(Presence all) {
        return Json.text(Json.object()
                .put("type", "Presence")
                .put("readers", all.readers)
                .put("writing", all.writing));
    }

    /** Waves from one connection to another; completed with whether it has arrived. */
    public CompletionStage<Boolean> wave(String from, String to) {
        var instance = instanceOf(to);
        if (instance.equals(id)) return CompletableFuture.completedFuture(deliver(from, to));
        if (!others.containsKey(instance)) return CompletableFuture.completedFuture(false);
        var number = lastWave.incrementAndGet();
        var wave = new Wave(new CompletableFuture<>(), System.nanoTime());
        waves.put(number, wave);
        relay.accept(Json.text(Json.object()
                .put("type", "Wave")
                .put("from", from)
                .put("to", to)
                .put("number", number)));
        return wave.arrived;
    }

    private void hear(JsonNode message) {
        switch (message.path("type").asText()) {
            case "Grown" -> {
                if (message.path("revision").asLong() > revision()) ring.run();
            }
            case "Presence" -> hearPresence(message);
            case "Wave" -> hearWave(message);
            case "WaveAnswered" -> {
                if (instanceOf(message.path("to").asText()).equals(id))
                    answer(
                            message.path("number").asLong(),
                            message.path("arrived").asBoolean());
            }
            default -> {
                // a newer instance says more than this one knows
            }
        }
    }

    private void hearPresence(JsonNode message) {
        var instance = message.path("instance").asText();
        if (instance.equals(id)) return;
        var presence = new Presence(
                message.path("readers").asInt(), message.path("writing").asInt());
        var isNew = others.put(instance, new Told(presence, System.nanoTime())) == null;
        if (isNew) tellPresence(here()); // so that the newcomer need not wait to know us
        show();
    }

    private void hearWave(JsonNode message) {
        var from = message.path("from").asText();
        var to = message.path("to").asText();
        if (!instanceOf(to).equals(id)) return;
        relay.accept(Json.text(Json.object()
                .put("type", "WaveAnswered")
                .put("to", from)
                .put("number", message.path("number").asLong())
                .put("arrived", deliver(from, to))));
    }

    private boolean deliver(String from, String to) {
        var receiver = visitors.get(to);
        return receiver != null
                && receiver.pass(Json.text(Json.object().put("type", "Waved").put("from", from)));
    }

    private void answer(long number, boolean arrived) {
        var wave = waves.remove(number);
        if (wave != null) wave.arrived.complete(arrived);
    }

    /** Tells the others who is here, where that has changed or it is time, and forgets those who tell nothing any more. */
    public void look() {
        var now = System.nanoTime();
        others.values().removeIf(other -> other.isOlderThan(ABSENCE_LIMIT, now));
        waves.forEach((number, wave) -> {
            if (now - wave.sentNanos > WAVE_LIMIT.toNanos()) answer(number, false);
        });
        var here = here();
        if (!here.is(told.presence) || told.isOlderThan(PRESENCE_INTERVAL, now)) tellPresence(here);
        show();
    }

    private Presence here() {
        var now = System.nanoTime();
        return new Presence(readers.getAsInt(), (int) visitors.values().stream()
                .filter(visitor -> visitor.isWriting(now))
                .count());
    }

    private Presence everywhere() {
        return others.values().stream().map(Told::presence).reduce(here(), Presence::plus);
    }

    private synchronized void show() {
        var all = everywhere();
        if (all.is(shown)) return;
        shown = all;
        var message = presence(all);
        visitors.values().stream().filter(Visitor::isWatching).forEach(visitor -> visitor.tell(message));
    }

    private void tellPresence(Presence here) {
        told = new Told(here, System.nanoTime());
        relay.accept(Json.text(Json.object()
                .put("type", "Presence")
                .put("instance", id)
                .put("readers", here.readers)
                .put("writing", here.writing)));
    }

    private void tellRevision() {
        relay.accept(Json.text(Json.object().put("type", "Grown").put("revision", revision())));
    }

    private long revision() {
        return guestbook.head().cursor().revision();
    }

    private static String instanceOf(String connection) {
        return connection.replaceFirst(BETWEEN + ".*", "");
    }

    private static String random() {
        return Long.toUnsignedString(RANDOM.nextLong(), RADIX);
    }
}
