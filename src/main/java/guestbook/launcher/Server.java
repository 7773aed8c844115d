package guestbook.launcher;

import guestbook.Configuration;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.modeler.Registry;

/** An embedded Tomcat that serves one WAR at the root of one port. */
public final class Server {
    /** What the application calls itself in its context, so that it can be closed before the server is. */
    private static final String APPLICATION = "guestbook.application";

    /** Where the application tells how messages go to readers. */
    private static final String TOLD = "guestbook.told";

    /** By which the application knows that there are no others beside it. */
    private static final String ALONE = "guestbook.alone";

    /** Below, threads are what there are 200 of. */
    private static final int VIRTUAL_THREADS_FROM = 21;

    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(5);
    private static final Duration NEXT_REQUEST_PATIENCE = Duration.ofSeconds(20);
    /** A browser sends the cookies of everything else on this host along, and some programs set many. */
    private static final int REQUEST_HEAD_BYTES = 40 * 1024;

    /** Letters that people type into an address and some browsers leave as they are, against RFC 3986 §2. */
    private static final String UNENCODED = "\"<>[\\]^`{|}";

    /** Of the head of a response; the longest has a link that carries a search. */
    private static final int RESPONSE_HEAD_BYTES = 4 * 1024;

    /** What Tomcat needs for a request takes some 90 KB, and twice that after a long head; so many are kept for the next ones. */
    private static final int KEPT_PROCESSORS = 25;

    /** Of a body in chunks. */
    private static final int TRAILER_BYTES = 1_024;

    /** So many may knock at once, as readers do after a restart; who finds no room tries again only seconds later. */
    private static final int WAITING_CONNECTIONS = 4_096;
    /** Each connection keeps one of these, */
    private static final int READ_BUFFER_BYTES = 1_024;

    /** and one of these, through which pages go. */
    private static final int WRITE_BUFFER_BYTES = 2 * 1_024;

    /** And each WebSocket has three of these; what readers hear does not go through them, */
    private static final int WEBSOCKET_BUFFER_BYTES = 256;

    /** unless it is sent as texts, which smaller ones would cut into many frames. */
    private static final int WEBSOCKET_BUFFER_BYTES_FOR_TEXTS = 8 * 1_024;

    /**
     * What the system may keep for a client that does not read, or it would be some megabytes; enough for 10 Mbit/s around the world.
     * Linux takes the double.
     */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;
    /** And for what a client sends before it is read. */
    private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    /** The application tells in one sentence why it cannot start; Tomcat would add a hundred lines. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache.catalina");
    /** That a reader's connection broke in the middle of a message is no news, and strangers could fill the log with it. */
    private static final Logger SESSIONS = Logger.getLogger("org.apache.tomcat.websocket.WsSession");

    private Server() {}

    /**
     * Starts the server and returns; ends the process with code 1 where the application cannot start.
     *
     * @param work an empty folder, deleted at the end
     * @throws LifecycleException whose message is one sentence for the operator
     */
    public static void run(Path war, Path work) throws LifecycleException, IOException {
        Registry.disableRegistry(); // nobody asks it over JMX, and to be found there takes time
        var tomcat = new Tomcat();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tomcat, work), "guestbook-stop"));
        var configuration = Configuration.read();
        var port = configuration.port();
        System.setProperty(
                "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE",
                Integer.toString(configuration.lanes() ? WEBSOCKET_BUFFER_BYTES : WEBSOCKET_BUFFER_BYTES_FOR_TEXTS));
        Files.createDirectories(work.resolve("webapps"));
        tomcat.setBaseDir(work.toString());
        var connector = new Connector(new Http11NioProtocol(new CountedEndpoint(byAddress(configuration))));
        connector.setPort(port);
        configure(connector, configuration);
        tomcat.setConnector(connector);
        answerErrorsPlainly((StandardHost) tomcat.getHost());
        tomcat.getEngine().setParentClassLoader(Server.class.getClassLoader());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        var context = tomcat.addWebapp("", war.toString());
        context.addParameter(ALONE, "true");
        context.setResources(new OpenResources(context));
        OwnClasses.loadBeforeOpening(context);

        // Embedded Tomcat gives the context's log a level of its own.
        Logger.getLogger(context.getLogName()).setLevel(null);
        SESSIONS.setLevel(Level.SEVERE);
        TOMCAT.setLevel(Level.OFF);
        try {
            tomcat.start();
        } catch (LifecycleException failed) {
            throw new LifecycleException(reason(failed, configuration), failed);
        }
        if (context.getState() != LifecycleState.STARTED) System.exit(1);
        TOMCAT.setLevel(Level.WARNING);
        System.out.println(Opening.lines(war, configuration, connector.getLocalPort(), (List<?>)
                context.getServletContext().getAttribute(TOLD)));
    }

    /** Behind proxies all come from few addresses, and the proxies count. */
    private static int byAddress(Configuration configuration) {
        return configuration.proxies().isEmpty() ? configuration.readersByAddress() : configuration.connections();
    }

    private static void configure(Connector connector, Configuration configuration) {
        connector.setThrowOnFailure(true);
        if (!configuration.address().isEmpty()) connector.setProperty("address", configuration.address());
        connector.setProperty("maxConnections", Integer.toString(configuration.connections()));
        connector.setProperty("acceptCount", Integer.toString(WAITING_CONNECTIONS));
        connector.setProperty("socket.appReadBufSize", Integer.toString(READ_BUFFER_BYTES));
        connector.setProperty("socket.appWriteBufSize", Integer.toString(WRITE_BUFFER_BYTES));
        connector.setProperty("socket.rxBufSize", Integer.toString(RECEIVE_BUFFER_BYTES));
        connector.setProperty("socket.txBufSize", Integer.toString(SEND_BUFFER_BYTES));
        // Tomcat frees a closed connection's buffers, or gives them to the next, while others may still write there:
        // outside of the heap that ends the process, and from a pool a stranger might read it.
        connector.setProperty("socket.directBuffer", "false");
        connector.setProperty("socket.bufferPool", "0");
        connector.setProperty("useAsyncIO", "false");
        connector.setProperty("processorCache", Integer.toString(KEPT_PROCESSORS));
        // Short, because while Tomcat itself waits for a client it holds a thread.
        connector.setProperty("connectionTimeout", Long.toString(REQUEST_PATIENCE.toMillis()));
        connector.setProperty("keepAliveTimeout", Long.toString(NEXT_REQUEST_PATIENCE.toMillis()));
        connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(REQUEST_HEAD_BYTES));
        connector.setProperty("relaxedQueryChars", UNENCODED);
        connector.setProperty("relaxedPathChars", UNENCODED);
        connector.setProperty("maxHttpResponseHeaderSize", Integer.toString(RESPONSE_HEAD_BYTES));
        connector.setProperty("maxTrailerSize", Integer.toString(TRAILER_BYTES));
        if (Runtime.version().feature() >= VIRTUAL_THREADS_FROM) connector.setProperty("useVirtualThreads", "true");
    }

    /** A request too broken for the application is answered without the server's name and version. */
    private static void answerErrorsPlainly(StandardHost host) {
        host.setErrorReportValveClass(PlainErrors.class.getName()); // or Tomcat would add one of its own
        host.getPipeline().addValve(new PlainErrors());
    }

    /** The application goes first, while the connections that it says goodbye to are still there. */
    private static void stop(Tomcat tomcat, Path work) {
        try {
            tomcat.getConnector().pause();
            for (var child : tomcat.getHost().findChildren())
                if (((Context) child).getServletContext().getAttribute(APPLICATION)
                        instanceof AutoCloseable application) application.close();
            tomcat.stop();
        } catch (Exception failed) {
            System.err.println("The server did not stop cleanly; the book itself is safe: " + failed.getMessage());
        } finally {
            WorkFolder.delete(work);
        }
    }

    private static boolean isOurs(String address) throws IOException {
        if (address.isEmpty()) return true;
        var sought = InetAddress.getByName(address);
        return sought.isAnyLocalAddress()
                || sought.isLoopbackAddress() // of which there are more than the one that is listed
                || NetworkInterface.getByInetAddress(sought) != null;
    }

    private static String reason(LifecycleException failed, Configuration configuration) throws IOException {
        for (Throwable cause = failed; cause != null; cause = cause.getCause())
            if (cause instanceof BindException refused
                    && String.valueOf(refused.getMessage()).contains("denied"))
                return "This process may not listen on port " + configuration.port()
                        + ", because a port below 1024 wants a"
                        + " right of its own: set GUESTBOOK_PORT to another and put a proxy before it, or give this Java"
                        + " the right (setcap CAP_NET_BIND_SERVICE=+eip).";
            else if (cause instanceof BindException)
                return isOurs(configuration.address())
                        ? "Port " + configuration.port()
                                + " is in use: stop the other program, or set GUESTBOOK_PORT to another port."
                        : "GUESTBOOK_ADDRESS is \"" + configuration.address()
                                + "\", but this machine has no such address.";
        return "The server cannot start: " + failed.getMessage();
    }
}
