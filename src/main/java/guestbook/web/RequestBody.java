package guestbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import guestbook.book.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a client posted, of at most 64 KiB: JSON from programs, or a form from a page without JavaScript. */
final class RequestBody {
    static final int LIMIT_BYTES = 64 * 1024;
    private static final int FIELDS_LIMIT = 32;

    private RequestBody() {}

    /** The body cannot be read as what it claims to be. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private final transient ErrorAnswer answer;

        Unreadable(ErrorAnswer answer) {
            super(answer.toString(), null, false, false);
            this.answer = answer;
        }

        ErrorAnswer answer() {
            return answer;
        }
    }

    static boolean isForm(HttpServletRequest request) {
        return mediaType(request).equals("application/x-www-form-urlencoded");
    }

    /** The fields of the body, whichever of the two kinds it is. */
    static JsonNode fields(HttpServletRequest request) throws IOException, Unreadable {
        if (isForm(request)) return form(words(request));
        if (!mediaType(request).equals("application/json"))
            throw new Unreadable(ErrorAnswer.of(
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Send application/json or application/x-www-form-urlencoded."));
        return Json.object(words(request))
                .orElseThrow(
                        () -> new Unreadable(ErrorAnswer.bad("", "not_json", "The body must be one JSON object.")));
    }

    private static String mediaType(HttpServletRequest request) {
        return Optional.ofNullable(request.getContentType())
                .orElse("")
                .replaceFirst(";.*", "")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static String words(HttpServletRequest request) throws IOException, Unreadable {
        var bytes = request.getInputStream().readNBytes(LIMIT_BYTES + 1);
        if (bytes.length > LIMIT_BYTES)
            throw new Unreadable(ErrorAnswer.of(
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "too_large",
                    "The body may have " + LIMIT_BYTES + " bytes at most."));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Unreadable(ErrorAnswer.bad("", "not_utf8", "The body must be UTF-8."));
        }
    }

    /** A form's fields as the JSON that a program would have sent; of a repeated field the last counts. */
    private static JsonNode form(String words) throws Unreadable {
        var fields = Json.object();
        var pairs = words.split("&", FIELDS_LIMIT + 1);
        if (pairs.length > FIELDS_LIMIT)
            throw new Unreadable(
                    ErrorAnswer.bad("", "too_many_fields", "A form may have " + FIELDS_LIMIT + " fields at most."));
        for (var pair : pairs) {
            var equals = pair.indexOf('=');
            if (equals < 0) continue;
            try {
                fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            } catch (IllegalArgumentException notUrlEncoded) {
                throw new Unreadable(ErrorAnswer.bad("", "not_a_form", "The form is not URL-encoded."));
            }
        }
        return fields;
    }

    private static String decoded(String words) {
        return URLDecoder.decode(words, StandardCharsets.UTF_8);
    }
}
