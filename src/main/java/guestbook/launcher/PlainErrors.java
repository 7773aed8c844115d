package guestbook.launcher;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** A request too broken for the application is answered in one sentence, with the application's own care and look. */
public final class PlainErrors extends ErrorReportValve {
    private static final String SENTENCE =
            "This request cannot be understood. If it comes from a browser, there may be too many cookies of"
                    + " this site: delete them, and try again.";
    private static final String STYLE =
            "html{color-scheme:light dark;background:light-dark(#f6f1e7,#1b1815);color:light-dark(#2b2622,#ece4d8)}"
                    + "main{max-inline-size:40rem;margin:20vh auto;padding:1rem;text-align:center;font:1.25rem/1.5 Georgia,serif}"
                    + "p{text-wrap:balance}small{opacity:.7}";

    private static final String POLICY =
            "default-src 'none'; style-src '" + sha256(STYLE) + "'; frame-ancestors 'none'";

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        var isOurs = response.getStatus() < HttpServletResponse.SC_BAD_REQUEST || response.getContentWritten() > 0;
        if (isOurs || !response.setErrorReported()) return;
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        var isForPrograms =
                String.valueOf(request.getCoyoteRequest().requestURI()).contains("/api/");
        response.setContentType(isForPrograms ? "application/json;charset=UTF-8" : "text/html;charset=UTF-8");
        try {
            response.getReporter().write(isForPrograms ? json() : page(response.getStatus()));
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // its client does not want to know
        }
    }

    private static String json() {
        return "{\"errors\":[{\"field\":\"\",\"code\":\"bad_request\",\"msg\":\"" + SENTENCE + "\"}]}";
    }

    private static String page(int status) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                + "<title>" + status + "</title><style>" + STYLE + "</style><main><small>" + status + "</small><p>"
                + SENTENCE
                + "</p></main></html>\n";
    }

    /** By which a style in the page itself is known (CSP Level 3 §2.3.1). */
    private static String sha256(String style) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
