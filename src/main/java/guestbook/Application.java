package guestbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import guestbook.book.Database;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Guestbook;
import guestbook.book.Moderation;
import guestbook.book.Threads;
import guestbook.edge.Ceiling;
import guestbook.edge.Hosts;
import guestbook.edge.Limits;
import guestbook.edge.Origins;
import guestbook.feed.Feed;
import guestbook.lab.FourWaysServlet;
import guestbook.lab.Lab;
import guestbook.lab.LabServlet;
import guestbook.lab.TimeServlet;
import guestbook.lab.WrongAcceptServlet;
import guestbook.lane.Lanes;
import guestbook.live.Broadcaster;
import guestbook.live.ChangesServlet;
import guestbook.live.EventsServlet;
import guestbook.live.LiveConfigurator;
import guestbook.live.Signings;
import guestbook.moderation.Devices;
import guestbook.moderation.LogIns;
import guestbook.moderation.Owner;
import guestbook.moderation.Passes;
import guestbook.operator.Door;
import guestbook.presence.Instances;
import guestbook.relay.Relay;
import guestbook.relay.Relays;
import guestbook.web.Access;
import guestbook.web.AccessFilter;
import guestbook.web.Assets;
import guestbook.web.DocumentsServlet;
import guestbook.web.EntriesServlet;
import guestbook.web.ErrorServlet;
import guestbook.web.FiltersInOrder;
import guestbook.web.HandshakeFilter;
import guestbook.web.HealthServlet;
import guestbook.web.HostFilter;
import guestbook.web.HostPages;
import guestbook.web.LogInCookie;
import guestbook.web.LogInServlet;
import guestbook.web.MethodFilter;
import guestbook.web.MetricsServlet;
import guestbook.web.ModerateServlet;
import guestbook.web.OriginFilter;
import guestbook.web.PageRenderer;
import guestbook.web.PageServlet;
import guestbook.web.Proxies;
import guestbook.web.ProxyFilter;
import guestbook.web.SecurityHeaders;
import guestbook.web.SettingsServlet;
import guestbook.web.UploadFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Wires the guestbook when the server starts it, and closes it in reverse. */
public final class Application implements ServletContextListener, AutoCloseable {
    /** The context attribute under which a launcher finds the application, to close it before the server does. */
    public static final String ATTRIBUTE = "guestbook.application";

    /** Where the launcher finds what the operator is to be told: a list of sentences. */
    public static final String TOLD = "guestbook.told";

    /** The context's parameter by which the launcher says that it serves this one application. */
    public static final String ALONE = "guestbook.alone";

    /** Our own and Hikari's, and those of H2. */
    private static final Pattern OUR_THREADS = Pattern.compile("(guestbook|H2-|MVStore).*");

    private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(10);
    private static final Duration ERASURE_INTERVAL = Duration.ofSeconds(10);
    private static final long THREAD_END_MILLIS = 2_000;

    private static final Logger LOG = System.getLogger(Application.class.getName());

    /** By the names of the servlets that are not for everybody. */
    private final Map<String, Access> accesses = new HashMap<>();

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            start(event.getServletContext());
        } catch (Configuration.Invalid | DatabaseUnavailable cannotStart) {
            close();
            LOG.log(Level.ERROR, cannotStart.getMessage());
            throw cannotStart;
        } catch (RuntimeException | Error bug) {
            close();
            throw bug;
        }
    }

    private void start(ServletContext context) {
        var configuration = Configuration.read();
        for (var unread : configuration.unread())
            LOG.log(Level.WARNING, "{0} means nothing to the guestbook; is its name misspelt?", unread);
        var contextPath = Optional.of(context.getContextPath()).filter(path -> !isAlone(context));
        var storage = Storage.of(configuration, contextPath);
        if (!isAlone(context)) tell(context, storage);
        var database = opened(storage.open());
        var undecided = configuration.holdsAll() ? Moderation.ALL : Moderation.OFF;
        var guestbook = opened(new Guestbook(database, configuration.anyoneMayWithdraw(), undecided));
        var feed = new Feed(guestbook);
        var room = new Ceiling(configuration.readers(), configuration.readersByAddress());
        var lanes = opened(new Lanes(Threads::withoutInheritance, Threads.named("guestbook-pinging")));
        if (configuration.lanes()) lanes.link(context.getAttribute(ServerContainer.class.getName()));
        var broadcaster = opened(new Broadcaster(guestbook, feed, room));
        var relay = opened(relay(configuration, database, guestbook));
        var instances = new Instances(guestbook, relay::send, broadcaster::readers, broadcaster::ring);
        broadcaster.every(Instances.LOOK_INTERVAL, instances::look);
        relay.listen(instances::hear, instances::missed);
        opened(guestbook); // closed first as well: whoever is signing is answered before the readers are sent away
        broadcaster.every(UPKEEP_INTERVAL, guestbook::forget);
        broadcaster.every(ERASURE_INTERVAL, guestbook::erase);
        var origins = new Origins(configuration.origins());
        if (origins.names("null"))
            LOG.log(
                    Level.WARNING,
                    "GUESTBOOK_ORIGINS names \"null\": every page in a sandboxed frame or a local file may use the book.");
        var hosts = new Hosts(configuration.hosts());
        var limits = new Limits(configuration.limits());
        var figures = new PrometheusRegistry();
        var devices = new Devices(guestbook.secret());
        var signings = new Signings(guestbook, devices::signer, figures);
        var owner = owner(configuration, database);
        storage.folder().ifPresent(kept -> opened(new Door(kept, guestbook, owner)));
        var told = new ArrayList<String>();
        told.add(lanes.sentence());
        owner.isWanted(code -> told.add(LogInServlet.sentence(code)));
        context.setAttribute(TOLD, told);
        if (!isAlone(context)) told.forEach(sentence -> LOG.log(Level.INFO, "{0}.", sentence));
        var logIn = new LogInCookie(new LogIns(database), guestbook.mark());
        LiveConfigurator.serve(new LiveConfigurator.Wiring(
                broadcaster, instances, hosts, origins, limits, lanes, signings, logIn::isModerators));

        var assets = new Assets(context);
        var page = new PageRenderer(context, guestbook, devices, assets);
        var filters = new ArrayList<HttpFilter>();
        if (!configuration.proxies().isEmpty()) filters.add(new ProxyFilter(new Proxies(configuration.proxies())));
        filters.add(new SecurityHeaders(origins));
        filters.add(new HostFilter(hosts));
        filters.add(new HandshakeFilter(context));
        filters.add(new OriginFilter(origins));
        filters.add(new MethodFilter(page));
        servlet(context, "page", new PageServlet("/", page::write, page::writeUnknown), "/");
        servlet(
                context,
                "swagger",
                new PageServlet("/swagger.html", page::writeSwagger, page::writeUnknown),
                "/swagger.html");
        servlet(context, "documents", new DocumentsServlet(context), DocumentsServlet.paths());
        servlet(context, "assets", assets, "/assets/*");
        servlet(context, "entries", new EntriesServlet(guestbook, signings, page, limits), "/api/v1/entries/*");
        servlet(context, "changes", new ChangesServlet(broadcaster), "/api/v1/changes");
        servlet(context, "events", new EventsServlet(broadcaster), "/api/v1/events");
        servlet(
                context,
                "health",
                new HealthServlet(guestbook, broadcaster, relay::fault),
                HealthServlet.LIVE,
                HealthServlet.READY);
        servlet(
                context,
                "metrics",
                new MetricsServlet(figures, guestbook, broadcaster, relay::fault),
                MetricsServlet.PATH);
        var passes = new Passes(database);
        var pages = new HostPages(guestbook, passes, page);
        servlet(
                context,
                "log-in",
                Access.OWN_PAGES,
                new LogInServlet(owner, passes, logIn, limits, page, pages),
                LogInServlet.SETUP,
                LogInServlet.LOGIN,
                LogInServlet.LOGOUT,
                LogInServlet.PASS);
        servlet(
                context,
                "settings",
                Access.OWNER,
                new SettingsServlet(owner, passes, logIn, guestbook, limits, page, pages),
                SettingsServlet.SETTINGS,
                SettingsServlet.PASSWORD,
                SettingsServlet.MODERATION,
                SettingsServlet.PASSES,
                SettingsServlet.REVOCATION);
        servlet(
                context,
                "moderate",
                Access.MODERATORS,
                new ModerateServlet(logIn, guestbook, page, pages),
                ModerateServlet.PATH);
        if (configuration.lab()) openLab(context, page, guestbook, origins, limits, instances, relay);
        servlet(context, "error", new ErrorServlet(page), "/error");
        filters.add(new AccessFilter(accesses, origins, logIn, page));
        filters.add(new UploadFilter());
        filter(context, "guestbook", new FiltersInOrder(filters));
        context.setAttribute(ATTRIBUTE, this);
    }

    private void openLab(
            ServletContext context,
            PageRenderer page,
            Guestbook guestbook,
            Origins origins,
            Limits limits,
            Instances instances,
            Relay relay) {
        var lab = opened(new Lab(origins, limits));
        servlet(context, "lab-page", new PageServlet("/lab", page::writeLab, page::writeUnknown), "/lab");
        servlet(context, "lab", new LabServlet(origins, () -> standing(instances, relay)), "/lab/*");
        servlet(context, "lab-four-ways", opened(new FourWaysServlet(origins, guestbook)), "/lab/four-ways");
        servlet(context, "lab-wrong-accept", new WrongAcceptServlet(), "/lab/wrong-accept");
        servlet(context, "lab-time", new TimeServlet(lab), "/sse");
    }

    private static Owner owner(Configuration configuration, Database database) {
        var owner = new Owner(database);
        configuration.ownerPassword().ifPresent(password -> {
            Owner.fault("password", password).ifPresent(fault -> {
                throw new Configuration.Invalid(
                        "GUESTBOOK_OWNER_PASSWORD_FILE: " + fault.msg().replaceFirst("\\.$", ""));
            });
            owner.take(password);
        });
        return owner;
    }

    private static ObjectNode standing(Instances instances, Relay relay) {
        var standing = instances.standing().put("relay", relay.name());
        relay.fault().ifPresent(fault -> standing.put("fault", fault));
        return standing;
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        close();
        awaitEndingThreads();
    }

    /** A pool says that it has ended a moment before its last thread has, and servers look for threads at once. */
    private static void awaitEndingThreads() {
        var ours = Application.class.getClassLoader();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getContextClassLoader() != ours) continue;
            if (!OUR_THREADS.matcher(thread.getName()).matches()) continue;
            try {
                thread.join(THREAD_END_MILLIS);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Signs what waits, says goodbye to the readers, closes the database; a second call does nothing. */
    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failed) {
                LOG.log(Level.WARNING, "Something did not close cleanly; the book itself is safe.", failed);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private static boolean isAlone(ServletContext context) {
        return context.getInitParameter(ALONE) != null;
    }

    /** In a server, whose log is of many applications; the launcher tells by itself. */
    private static void tell(ServletContext context, Storage storage) {
        var place = storage.description();
        try (var manifest = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            LOG.log(Level.INFO, "{0}; it is kept in {1}.", manifest == null ? "Guestbook" : About.of(manifest), place);
        } catch (IOException broken) {
            LOG.log(Level.DEBUG, "The manifest cannot be read.", broken);
        }
    }

    private static Relay relay(Configuration configuration, Database database, Guestbook guestbook) {
        var automatic = database.isEmbedded() ? "local:" : "postgresql:";
        var address = configuration.relay().equals("auto") ? automatic : configuration.relay();
        if (address.equals("postgresql:") && database.isEmbedded())
            throw new Configuration.Invalid(
                    "GUESTBOOK_RELAY is \"postgresql:\" but the database is H2; set GUESTBOOK_DB_URL as well");
        var channel = "guestbook_" + guestbook.mark();
        try {
            return Relays.over(address, channel, database::ownConnection, Threads.named("guestbook-relay"));
        } catch (IllegalArgumentException wrong) {
            throw new Configuration.Invalid("GUESTBOOK_RELAY is no address that its client understands");
        }
    }

    private void servlet(ServletContext context, String name, Access access, HttpServlet servlet, String... paths) {
        accesses.put(name, access);
        servlet(context, name, servlet, paths);
    }

    private static void servlet(ServletContext context, String name, HttpServlet servlet, String... paths) {
        var registration = context.addServlet(name, servlet);
        var taken = registration.addMapping(paths);
        if (!taken.isEmpty())
            throw new IllegalStateException("The server itself has taken these paths of the guestbook: " + taken);
        registration.setAsyncSupported(true);
    }

    private static void filter(ServletContext context, String name, Filter filter) {
        var registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
}
