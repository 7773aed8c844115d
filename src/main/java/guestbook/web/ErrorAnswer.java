package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.DatabaseUnavailable;
import guestbook.book.Fault;
import guestbook.book.InvalidDraft;
import guestbook.book.Json;
import guestbook.book.Refusal;
import guestbook.edge.Body;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * What goes wrong with a request, as programs read it.
 *
 * @param status the HTTP status (RFC 9110 §15)
 * @param faults every fault, at least one
 */
record ErrorAnswer(int status, List<Fault> faults) {
    private static final int TOO_MANY_REQUESTS = 429; // RFC 6585 §4

    private static final Logger LOG = System.getLogger(ErrorAnswer.class.getName());

    static ErrorAnswer bad(String field, String code, String msg) {
        return new ErrorAnswer(HttpServletResponse.SC_BAD_REQUEST, List.of(new Fault(field, code, msg)));
    }

    static ErrorAnswer of(int status, String code, String msg) {
        return new ErrorAnswer(status, List.of(new Fault("", code, msg)));
    }

    /** The book cannot be read; its client did nothing wrong. */
    static ErrorAnswer unreadable() {
        return of(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "unreadable",
                "The book cannot be read just now. Please try again.");
    }

    /** What a failed signing or withdrawal is to its client; a fault of ours is logged here, once. */
    static ErrorAnswer to(Throwable failure) {
        if (failure instanceof InvalidDraft invalid)
            return new ErrorAnswer(HttpServletResponse.SC_BAD_REQUEST, invalid.faults());
        if (failure instanceof Refusal refusal)
            return switch (refusal.reason()) {
                case UNKNOWN -> of(HttpServletResponse.SC_NOT_FOUND, "unknown", refusal.sentence());
                case FORBIDDEN -> of(HttpServletResponse.SC_FORBIDDEN, "forbidden", refusal.sentence());
                case WITHDRAWN -> of(HttpServletResponse.SC_GONE, "withdrawn", refusal.sentence());
                case OTHER_WORDS -> of(HttpServletResponse.SC_CONFLICT, "key_taken", refusal.sentence());
            };
        if (!(failure instanceof DatabaseUnavailable)) LOG.log(Level.ERROR, "A request failed.", failure);
        return new ErrorAnswer(HttpServletResponse.SC_SERVICE_UNAVAILABLE, List.of(Fault.UNAVAILABLE));
    }

    static ErrorAnswer unknown() {
        return of(HttpServletResponse.SC_NOT_FOUND, "unknown", "There is nothing here.");
    }

    /** Too much from one address; it may try again after so many seconds. */
    static ErrorAnswer tooMany(long seconds) {
        return new ErrorAnswer(TOO_MANY_REQUESTS, List.of(Fault.tooMany(seconds)));
    }

    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        sayWhen(response);
        json(request, response, status, Json.object().set("errors", Json.errors(faults)));
    }

    /** When to try again (RFC 9110 §10.2.3), where that is of use. */
    void sayWhen(HttpServletResponse response) {
        var seconds = faults.stream().mapToLong(Fault::retryAfterSeconds).max().orElse(0);
        if (seconds > 0) response.setHeader("Retry-After", Long.toString(seconds));
        else if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE && !response.containsHeader("Retry-After"))
            response.setHeader("Retry-After", "2");
    }

    static void json(HttpServletRequest request, HttpServletResponse response, int status, JsonNode body)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        Body.send(request, response, Json.text(body));
    }
}
