package guestbook.book;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.boot.model.internal.BinderHelper;

/**
 * What Hibernate remembers about each annotation it has met.
 *
 * <p>It is kept with the annotation's class. Where that class is the server's own, as in Payara and GlassFish, it would
 * hold our class loader for as long as the server runs, once more with every deployment.
 */
final class AnnotationCache {
    private static final Logger LOG = System.getLogger(AnnotationCache.class.getName());
    private static final String FIELD = "annotationMetaCacheForRepeatableDialectOverride";

    private AnnotationCache() {}

    /** Forgets the annotations of these entities. */
    static void forget(List<Class<?>> entities) {
        try {
            var field = BinderHelper.class.getDeclaredField(FIELD);
            field.setAccessible(true);
            var cache = (ClassValue<?>) field.get(null);
            entities.stream()
                    .flatMap(AnnotationCache::elements)
                    .flatMap(element -> Stream.of(element.getAnnotations()))
                    .map(Annotation::annotationType)
                    .distinct()
                    .forEach(cache::remove);
        } catch (ReflectiveOperationException changed) {
            LOG.log(
                    Level.WARNING,
                    "This Hibernate keeps its annotations elsewhere; an undeployed book stays in memory.");
        }
    }

    private static Stream<AnnotatedElement> elements(Class<?> entity) {
        return Stream.of(
                        Stream.of(entity),
                        Stream.of(entity.getDeclaredFields()),
                        Stream.of(entity.getDeclaredConstructors()),
                        Stream.of(entity.getDeclaredMethods()))
                .flatMap(element -> element);
    }
}
