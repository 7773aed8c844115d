package guestbook.lane;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Finds what a server does not promise to keep. To the handles that come of it, objects of the server's own types are plain
 * {@code Object}s.
 */
final class Links {
    private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

    private final ClassLoader loader;

    Links(ClassLoader loader) {
        this.loader = loader;
    }

    Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    /** Reads a field. */
    static MethodHandle field(Class<?> owner, String name) throws ReflectiveOperationException {
        return plain(MethodHandles.privateLookupIn(owner, OURS).unreflectGetter(owner.getDeclaredField(name)));
    }

    /** Calls a method. */
    static MethodHandle method(Class<?> owner, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        var method = owner.getDeclaredMethod(name, parameters);
        return plain(
                MethodHandles.privateLookupIn(owner, OURS).unreflect(method).asFixedArity());
    }

    private static MethodHandle plain(MethodHandle handle) {
        var type = handle.type().changeParameterType(0, Object.class);
        var isPromised =
                type.returnType().isPrimitive() || type.returnType().getName().startsWith("java.");
        return handle.asType(isPromised ? type : type.changeReturnType(Object.class));
    }
}
