package guestbook.lane;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** Finds the cheapest way to a reader's socket that this server has. */
public final class Lanes implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Lanes.class.getName());

    private final Executor inheritingNothing;
    private final Pings pings;
    private String sentence = "Messages go to readers by the server's own way for texts";
    private Engine engine = (session, standard) -> standard;

    /** What makes a lane for a connection of one kind of server. */
    @FunctionalInterface
    private interface Engine {
        Lane lane(Session session, Lane standard) throws Throwable;
    }

    /**
     * The way that every server has.
     *
     * @param inheritingNothing does at once what may make the server start a thread, so that it holds nothing of ours
     * @param pinging makes the threads that wait for a socket to take a ping
     */
    public Lanes(Executor inheritingNothing, ThreadFactory pinging) {
        this.inheritingNothing = inheritingNothing;
        pings = new Pings(pinging);
    }

    /**
     * Links to the server where it is one that is known.
     *
     * @param container its {@code ServerContainer}
     */
    public void link(Object container) {
        var name = container.getClass().getName();
        var loader = container.getClass().getClassLoader();
        try {
            if (name.startsWith("org.apache.tomcat.")) {
                var links = new TomcatLinks(loader);
                engine = (session, standard) -> new TomcatLane(links, session, standard, inheritingNothing);
                sentence = "Messages go to readers as ready frames through Tomcat's sockets";
            } else if (name.startsWith("org.glassfish.tyrus.")) {
                var links = new TyrusLinks(loader);
                engine = (session, standard) -> new TyrusLane(links, session);
                sentence = "Messages go to readers as ready frames through Tyrus";
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            LOG.log(Level.DEBUG, "This server is not as it is known.", other);
        }
    }

    /** Which lane is taken, for the operator. */
    public String sentence() {
        return sentence;
    }

    /** For one connection: the server's own way where this one is not as the others, as with TLS. */
    public Lane of(Session session) {
        var standard = StandardLane.of(session, inheritingNothing, pings);
        try {
            return engine.lane(session, standard);
        } catch (Throwable other) {
            return standard;
        }
    }

    /** Nobody is pinged any more. */
    @Override
    public void close() {
        pings.close();
    }
}
