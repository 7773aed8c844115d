package guestbook.launcher;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** A request too broken for the application is answered in one sentence, with the application's own care. */
public final class PlainErrors extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, Throwable failure) {
        var isOurs = response.getStatus() < HttpServletResponse.SC_BAD_REQUEST || response.getContentWritten() > 0;
        if (isOurs || !response.setErrorReported()) return;
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain;charset=UTF-8");
        try {
            response.getReporter()
                    .write("This request cannot be understood (" + response.getStatus()
                            + "). Letters that are not allowed in an address must be percent-encoded.\n");
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // its client does not want to know
        }
    }
}
