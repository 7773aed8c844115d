package guestbook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the operator decides, read once from environment variables, or from system properties of the same name in lower
 * case and with dots.
 *
 * @param port where {@code java -jar} listens; 0 takes any free port
 * @param data the folder of the embedded database
 * @param databaseUrl a JDBC address; empty for the embedded database
 * @param relay what carries messages between instances, as {@link guestbook.relay.Relays#over} takes it
 * @param origins further web origins that may use the book, in lower case
 * @param proxies addresses and networks of proxies that are believed when they say for whom they ask
 * @param anyoneMayWithdraw whether entries can be withdrawn without a receipt
 * @param lab whether the lecture's demos are there
 * @param lanes whether messages may go to readers by what a known server has beside the standard
 * @param limits whether it is limited how often somebody may sign
 * @param connections how many {@code java -jar} takes at once
 * @param readers how many may have the book open at this instance
 * @param readersByAddress how many of them from one address
 * @param address where {@code java -jar} listens; empty for all of the machine's addresses
 * @param hosts names under which the book may be asked for, in lower case; none where any name will do
 * @param holdsAll whether entries wait for the host, as long as the owner has not decided
 * @param ownerPassword what stands in the file that the operator names, without the end of the line
 * @param unread variables that are named like ours, and mean nothing
 */
public record Configuration(
        int port,
        Path data,
        String databaseUrl,
        String databaseUser,
        String databasePassword,
        String relay,
        Set<String> origins,
        List<String> proxies,
        boolean anyoneMayWithdraw,
        boolean lab,
        boolean lanes,
        boolean limits,
        int connections,
        int readers,
        int readersByAddress,
        String address,
        Set<String> hosts,
        boolean holdsAll,
        Optional<String> ownerPassword,
        List<String> unread) {
    private static final int PORT_LIMIT = 65_535;
    /** Payara Micro unpacks itself into such a folder at each start, unless it is given one to keep. */
    private static final String THROWN_AWAY = "payaramicro-rt";

    /** A request on its way costs some 100 KB, a reader a third of that; the rest of the heap is for everything else. */
    private static final long BYTES_FOR_A_CONNECTION = 128 * 1024;

    private static final int CONNECTIONS_LIMIT = 100_000;
    /** Behind one address there may be a whole party, with some pages open twice. */
    private static final int LEAST_BY_ADDRESS = 1_200;

    /** What is left of a letter that the locale does not have. */
    private static final String LOST_LETTER = "\uFFFD";

    /** Some editors begin a file with it. */
    private static final String MARK_OF_BYTE_ORDER = "\uFEFF";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Pattern ORIGIN = Pattern.compile("null|https?://[A-Za-z0-9.:\\[\\]-]+/?");
    /** The launcher, which reads this as well, has no library that knows more of addresses and networks. */
    private static final Pattern NETWORK =
            Pattern.compile("(?!.*[0-9A-Fa-f]{5})(?<address>[0-9A-Fa-f:][0-9A-Fa-f.:]*)(/(?<bits>[0-9]{1,3}))?");

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** Kubernetes tells a pod of every service in its namespace, one named guestbook with variables that look like ours. */
    private static final Pattern OF_KUBERNETES = Pattern.compile("GUESTBOOK_(PORT|SERVICE)_.*");

    private static final Pattern PORT_OF_KUBERNETES = Pattern.compile("(tcp|udp)://.*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern DATABASE = Pattern.compile("jdbc:(h2:.+|postgresql:[^@?]+([?].*)?)");
    /** Their values may hold passwords, wherever these stand in what is wrong anyhow. */
    private static final Set<String> SECRET = Set.of("GUESTBOOK_DB_URL", "GUESTBOOK_RELAY");

    private static final Set<String> SIMPLE_RELAYS = Set.of("auto", "local:", "postgresql:");
    /** A host, which in containers may have an underscore in its name. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(.*@)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private static final Set<String> RELAY_SERVERS = Set.of("redis", "rediss", "amqp", "amqps");

    /** One or more variables are wrong; the message names each and what it may be. */
    public static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1;

        Invalid(String... faults) {
            super("The guestbook cannot start: " + String.join("; ", faults) + ".", null, false, false);
        }
    }

    /**
     * Reads the configuration of this process.
     *
     * @throws Invalid naming every wrong variable at once
     */
    public static Configuration read() {
        return read(
                System.getenv(),
                System.getProperties().entrySet().stream()
                        .collect(Collectors.toMap(
                                property -> property.getKey().toString(),
                                property -> property.getValue().toString())));
    }

    static Configuration read(Map<String, String> environment, Map<String, String> properties) {
        var reader = new Reader(environment, properties);
        var port = reader.value("GUESTBOOK_PORT", "8080", Configuration::isPort, "a number from 0 to " + PORT_LIMIT);
        if (PORT_OF_KUBERNETES.matcher(port).matches()) port = "8080";
        var data = reader.value("GUESTBOOK_DATA", defaultData(properties), Configuration::isPath, "a folder's path");
        var url = reader.value(
                "GUESTBOOK_DB_URL",
                "",
                value -> value.isEmpty() || DATABASE.matcher(value).matches(),
                "jdbc:postgresql://host/name or jdbc:h2:…, without user and password, which have variables of their own");
        var user = reader.value("GUESTBOOK_DB_USER", "", value -> true, "");
        if (url.isEmpty() && !user.isEmpty())
            reader.faults.add("GUESTBOOK_DB_USER is set, but not GUESTBOOK_DB_URL, the address of its database");
        var password = reader.value("GUESTBOOK_DB_PASSWORD", "", value -> true, "");
        var relay = reader.value(
                "GUESTBOOK_RELAY",
                "auto",
                Configuration::isRelay,
                "auto, local:, postgresql:, redis://…, rediss://…, amqp://… or amqps://…");
        var origins = reader.value(
                "GUESTBOOK_ORIGINS",
                "",
                value -> listed(value).allMatch(origin -> ORIGIN.matcher(origin).matches()),
                "origins such as https://wedding.example, with commas between them");
        var proxies = reader.value(
                "GUESTBOOK_PROXIES",
                "",
                value -> listed(value).allMatch(Configuration::isNetwork),
                "addresses or networks such as 10.0.0.1 or 10.0.0.0/8, with commas between them");
        var delete =
                reader.value("GUESTBOOK_DELETE", "signer", Set.of("signer", "anyone")::contains, "signer or anyone");
        var lab = reader.value("GUESTBOOK_LAB", "on", Set.of("on", "off")::contains, "on or off");
        var lanes = reader.value("GUESTBOOK_LANES", "auto", Set.of("auto", "standard")::contains, "auto or standard");
        var limits = reader.value("GUESTBOOK_LIMITS", "on", Set.of("on", "off")::contains, "on or off");
        var room = (int) Math.min(CONNECTIONS_LIMIT, Runtime.getRuntime().maxMemory() / BYTES_FOR_A_CONNECTION);
        var readers = reader.count("GUESTBOOK_READERS", room / 5 * 4);
        var byAddress =
                reader.count("GUESTBOOK_READERS_BY_ADDRESS", Math.max(LEAST_BY_ADDRESS, Math.min(readers, room) / 2));
        var connections = reader.count("GUESTBOOK_CONNECTIONS", Math.max(room, readers / 4 * 5));
        var address = reader.value(
                "GUESTBOOK_ADDRESS",
                "",
                value -> value.isEmpty() || (isNetwork(value) && !value.contains("/")),
                "an address of this machine, such as 127.0.0.1");
        var hosts = reader.value(
                "GUESTBOOK_HOSTS",
                "",
                value -> listed(value).allMatch(name -> HOST.matcher(name).matches()),
                "host names such as book.example, without ports, with commas between them");
        var moderation = reader.value("GUESTBOOK_MODERATION", "off", Set.of("off", "all")::contains, "off or all");
        var passwordFile =
                reader.value("GUESTBOOK_OWNER_PASSWORD_FILE", "", Configuration::isReadable, "a file that can be read");
        if (!reader.faults.isEmpty()) throw new Invalid(reader.faults.toArray(String[]::new));
        return new Configuration(
                Integer.parseInt(port),
                Path.of(data).toAbsolutePath(),
                url,
                user,
                password,
                relay,
                listed(origins)
                        .map(origin -> origin.toLowerCase(Locale.ROOT).replaceFirst("/$", ""))
                        .collect(Collectors.toSet()),
                listed(proxies).toList(),
                delete.equals("anyone"),
                lab.equals("on"),
                lanes.equals("auto"),
                limits.equals("on"),
                connections,
                readers,
                byAddress,
                address,
                hosts(listed(hosts).map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()), address),
                moderation.equals("all"),
                firstLine(passwordFile),
                reader.unread());
    }

    private static boolean isReadable(String file) {
        return file.isEmpty()
                || (isPath(file) && Files.isReadable(Path.of(file)) && Files.isRegularFile(Path.of(file)));
    }

    private static Optional<String> firstLine(String file) {
        if (file.isEmpty()) return Optional.empty();
        try (var lines = Files.newBufferedReader(Path.of(file))) {
            return Optional.of(Objects.requireNonNullElse(lines.readLine(), "").replace(MARK_OF_BYTE_ORDER, ""));
        } catch (IOException unreadable) {
            throw new Invalid("GUESTBOOK_OWNER_PASSWORD_FILE cannot be read: " + unreadable.getMessage());
        }
    }

    /** Who listens on this machine alone is not known by another name, unless it is told so. */
    private static Set<String> hosts(Set<String> named, String address) {
        if (!named.isEmpty() || !isLoopback(address)) return named;
        var names = new HashSet<>(LOOPBACK_NAMES);
        names.add(address.contains(":") ? "[" + address + "]" : address);
        return names;
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException none) {
            return false;
        }
    }

    /** A server's own data folder where we are in a server, else one beside the working directory. */
    private static String defaultData(Map<String, String> properties) {
        return Stream.of(
                        "jboss.server.data.dir",
                        "com.sun.aas.instanceRoot",
                        "catalina.base",
                        "jetty.base",
                        "server.output.dir")
                .flatMap(server -> Stream.ofNullable(properties.get(server)))
                .filter(folder -> !folder.contains(THROWN_AWAY))
                .findFirst()
                .map(folder -> Path.of(folder, "guestbook-data").toString())
                .orElse("data");
    }

    private static boolean isPort(String value) {
        return PORT_OF_KUBERNETES.matcher(value).matches()
                || (NUMBER.matcher(value).matches() && Integer.parseInt(value) <= PORT_LIMIT);
    }

    private static boolean isNetwork(String value) {
        var network = NETWORK.matcher(value);
        if (!network.matches()) return false;
        var address = network.group("address");
        var isIpv4 = IPV4.matcher(address).matches();
        var bits = Optional.ofNullable(network.group("bits"))
                .map(Integer::parseInt)
                .orElse(0);
        try {
            // With a colon in it nobody is asked what it means.
            return (isIpv4 || (address.contains(":") && InetAddress.getByName(address) != null))
                    && bits <= (isIpv4 ? IPV4_BITS : IPV6_BITS);
        } catch (UnknownHostException none) {
            return false;
        }
    }

    private static boolean isRelay(String value) {
        if (SIMPLE_RELAYS.contains(value)) return true;
        try {
            var address = new URI(value);
            return RELAY_SERVERS.contains(String.valueOf(address.getScheme()))
                    && AUTHORITY.matcher(String.valueOf(address.getAuthority())).matches();
        } catch (URISyntaxException invalid) {
            return false;
        }
    }

    private static boolean isPath(String value) {
        try {
            return !value.isBlank() && !value.contains(";") && Path.of(value).getNameCount() >= 0;
        } catch (InvalidPathException invalid) {
            return false;
        }
    }

    private static Stream<String> listed(String list) {
        return Arrays.stream(list.split("[,\\s]+")).filter(word -> !word.isEmpty());
    }

    /** Looks a variable up, and remembers what is wrong. */
    private record Reader(
            Map<String, String> environment, Map<String, String> properties, List<String> faults, Set<String> read) {
        Reader(Map<String, String> environment, Map<String, String> properties) {
            this(environment, properties, new ArrayList<>(), new HashSet<>());
        }

        List<String> unread() {
            return environment.keySet().stream()
                    .filter(name -> name.startsWith("GUESTBOOK_") && !read.contains(name))
                    .filter(name -> !OF_KUBERNETES.matcher(name).matches())
                    .sorted()
                    .toList();
        }

        int count(String variable, int otherwise) {
            var value = value(
                    variable,
                    Integer.toString(otherwise),
                    written -> COUNT.matcher(written).matches(),
                    "a number from 1 to 9999999");
            return COUNT.matcher(value).matches() ? Integer.parseInt(value) : otherwise;
        }

        String value(String variable, String otherwise, Predicate<String> allowed, String mayBe) {
            read.add(variable);
            var property = variable.toLowerCase(Locale.ROOT).replace('_', '.');
            var value = Optional.ofNullable(environment.get(variable))
                    .or(() -> Optional.ofNullable(properties.get(property)))
                    .map(String::strip)
                    .filter(Predicate.not(String::isEmpty))
                    .orElse(otherwise);
            if (value.contains(LOST_LETTER))
                faults.add(variable + " has letters that Java cannot read in this locale; set LC_ALL=C.UTF-8 as well");
            else if (!allowed.test(value))
                faults.add(variable + (SECRET.contains(variable) ? "" : " is \"" + value + "\" but") + " must be "
                        + mayBe);
            return value;
        }
    }
}
