package guestbook.edge;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.Session;

/** What was found out about the servers that may be around us, where they differ. */
public final class Engine {
    private Engine() {}

    /** Whether connections can be taken over from HTTP, by a class that cannot even be loaded elsewhere. */
    static boolean handsConnectionsOver(HttpServletRequest request) {
        return name(request).startsWith("Apache Tomcat/")
                && request.getProtocol().equals("HTTP/1.1");
    }

    /**
     * Whether bodies may be read and written without blocking. Payara and GlassFish give a request that is completed from within a
     * callback to the next one while they are still at work on it.
     */
    static boolean isSafeWithoutBlocking(HttpServletRequest request) {
        var name = name(request);
        return !name.contains("Payara") && !name.contains("GlassFish") && request.isAsyncSupported();
    }

    /** Whether a WebSocket is one of Tomcat's own. */
    static boolean isOfTomcat(Session session) {
        return session.getClass().getName().equals("org.apache.tomcat.websocket.WsSession");
    }

    /** Whether the server makes a WebSocket's handshake from {@code getHeader}, and only keeps what {@code getHeaderNames} tells. */
    public static boolean keepsNamedHeaders(ServletContext context) {
        return context.getServerInfo().startsWith("Apache Tomcat/");
    }

    private static String name(HttpServletRequest request) {
        return request.getServletContext().getServerInfo();
    }
}
