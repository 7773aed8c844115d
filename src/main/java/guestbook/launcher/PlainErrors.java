package guestbook.launcher;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What Tomcat itself answers to a request that never reaches the application: its status alone, and what browsers should know. */
public final class PlainErrors extends ErrorReportValve {
    private static final String POLICY = "Content-Security-Policy";

    public PlainErrors() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (!response.containsHeader(POLICY)) {
            response.setHeader(POLICY, "default-src 'none'; frame-ancestors 'none'");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "same-origin");
        }
        super.report(request, response, throwable);
    }
}
