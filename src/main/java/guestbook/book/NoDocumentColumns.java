package guestbook.book;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/**
 * Keeps Hibernate from setting up Jackson for JSON and XML columns, of which there are none: it would look for
 * Jackson's modules and, in Payara, find the server's, which do not fit our Jackson.
 */
final class NoDocumentColumns implements FormatMapper {
    @Override
    public <T> T fromString(CharSequence written, JavaType<T> type, WrapperOptions options) {
        throw new UnsupportedOperationException("no entity has a JSON or XML column");
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
        throw new UnsupportedOperationException("no entity has a JSON or XML column");
    }
}
