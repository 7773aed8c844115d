package guestbook.lane;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/** Finds the cheapest way to a reader's socket that this server has. */
public final class Lanes {
    private static final Logger LOG = System.getLogger(Lanes.class.getName());

    private final String sentence;
    private final Engine engine;
    private final Executor inheritingNothing;

    /** What makes a lane for a connection of one kind of server. */
    @FunctionalInterface
    private interface Engine {
        Lane lane(Session session, Lane standard) throws Throwable;
    }

    private Lanes(String sentence, Engine engine, Executor inheritingNothing) {
        this.sentence = sentence;
        this.engine = engine;
        this.inheritingNothing = inheritingNothing;
    }

    /**
     * The way that every server has.
     *
     * @param inheritingNothing does at once what may make the server start a thread, so that it holds nothing of ours
     */
    public static Lanes standard(Executor inheritingNothing) {
        return new Lanes(
                "Messages go to readers by the server's own way for texts",
                (session, standard) -> standard,
                inheritingNothing);
    }

    /**
     * Links to the server where it is one that is known.
     *
     * @param container its {@code ServerContainer}
     * @param inheritingNothing as for {@link #standard}
     */
    public static Lanes on(Object container, Executor inheritingNothing) {
        var name = container.getClass().getName();
        var loader = container.getClass().getClassLoader();
        try {
            if (name.startsWith("org.apache.tomcat.")) {
                var links = new TomcatLane.Links(loader);
                return new Lanes(
                        "Messages go to readers as ready frames through Tomcat's sockets",
                        (session, standard) -> new TomcatLane(links, session, standard, inheritingNothing),
                        inheritingNothing);
            }
            if (name.startsWith("org.glassfish.tyrus.")) {
                var links = new TyrusLane.Links(loader);
                return new Lanes(
                        "Messages go to readers as ready frames through Tyrus",
                        (session, standard) -> new TyrusLane(links, session),
                        inheritingNothing);
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            LOG.log(Level.DEBUG, "This server is not as it is known.", other);
        }
        return standard(inheritingNothing);
    }

    /** Which lane is taken, for the operator. */
    public String sentence() {
        return sentence;
    }

    /** For one connection: the server's own way where this one is not as the others, as with TLS. */
    public Lane of(Session session) {
        var standard = new StandardLane(session, inheritingNothing);
        try {
            return engine.lane(session, standard);
        } catch (Throwable other) {
            return standard;
        }
    }
}
