package guestbook.live;

import guestbook.GuestbookProcess;
import guestbook.HttpBook;
import guestbook.backing.BackingService;
import guestbook.backing.Postgres;
import guestbook.backing.Rabbit;
import guestbook.backing.Redis;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several instances of the WAR on one PostgreSQL, joined by a relay. */
public final class Fleet implements AutoCloseable {
    public enum Over {
        POSTGRESQL,
        REDIS,
        RABBITMQ
    }

    private final Path folder;
    private final List<String> variables;
    private final List<GuestbookProcess> instances = new ArrayList<>();
    private final Postgres postgres = new Postgres();
    private final BackingService relay;
    private final String relayAddress;

    private Fleet(Over over, Path folder, List<String> variables) throws Exception {
        this.folder = folder;
        this.variables = variables;
        switch (over) {
            case REDIS -> {
                var redis = new Redis();
                relay = redis;
                relayAddress = redis.address();
            }
            case RABBITMQ -> {
                var rabbit = new Rabbit();
                relay = rabbit;
                relayAddress = rabbit.address();
            }
            default -> {
                relay = postgres;
                relayAddress = "auto";
            }
        }
    }

    /** @param variables that each is started with besides, as {@code NAME=value} */
    public static Fleet of(int instances, Over over, Path folder, String... variables) throws Exception {
        var fleet = new Fleet(over, folder, List.of(variables));
        try {
            fleet.postgres.start();
            if (fleet.relay != fleet.postgres) fleet.relay.start();
            for (var number = 0; number < instances; number++) fleet.launch();
            for (var instance : fleet.instances) instance.awaitOpening();
            return fleet;
        } catch (Exception | Error failed) {
            fleet.close();
            throw failed;
        }
    }

    /** One more instance. */
    GuestbookProcess join() throws Exception {
        var joined = launch();
        joined.awaitOpening();
        return joined;
    }

    private GuestbookProcess launch() throws Exception {
        var own = Files.createDirectory(folder.resolve("instance" + instances.size()));
        var all = new ArrayList<>(variables);
        all.addAll(List.of(
                "GUESTBOOK_DB_URL=" + postgres.url(),
                "GUESTBOOK_DB_USER=" + postgres.user(),
                "GUESTBOOK_RELAY=" + relayAddress,
                "GUESTBOOK_PROXIES=127.0.0.1,::1"));
        var launched = GuestbookProcess.launch(own, all.toArray(String[]::new));
        instances.add(launched);
        return launched;
    }

    URI book(int instance) {
        return instances.get(instance % instances.size()).book();
    }

    GuestbookProcess instance(int number) {
        return instances.get(number);
    }

    /** Where each instance has the book open. */
    public List<URI> books() {
        return instances.stream().map(GuestbookProcess::book).toList();
    }

    /** The server that carries messages between the instances. */
    public BackingService relay() {
        return relay;
    }

    Postgres postgres() {
        return postgres;
    }

    String epoch() throws Exception {
        return cursor().replaceFirst(":.*", "");
    }

    String cursor() throws Exception {
        return new HttpBook(book(0))
                .get("api/v1/entries?limit=1")
                .headers()
                .firstValue("Guestbook-Cursor")
                .orElseThrow();
    }

    @Override
    public void close() throws Exception {
        for (var instance : instances) instance.process().destroy();
        for (var instance : instances) instance.close();
        if (relay != postgres) relay.close();
        postgres.close();
    }
}
