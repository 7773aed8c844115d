package guestbook.book;

import static java.lang.invoke.MethodHandles.constant;
import static java.lang.invoke.MethodHandles.dropArguments;

import java.lang.invoke.MethodHandleProxies;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.DomainCombiner;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** Threads of our own, and those of the server that we are the cause of. */
@SuppressWarnings("removal")
public final class Threads {
    private static final AccessControlContext NOBODY = underSystemClassLoader(Threads::nobody);

    private Threads() {}

    /** Makes daemon threads of this name. */
    public static ThreadFactory named(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Does something for which the server may make threads, so that they inherit nothing of ours.
     *
     * <p>A thread inherits the context class loader of its maker and, below Java 24, the protection domains of all
     * classes that are at work in it; each domain holds its class loader. A worker in the server's pool would so hold
     * the guestbook after an undeploy, and hand it down to the worker that takes its place.
     */
    public static void withoutInheritance(Runnable action) {
        PrivilegedAction<Boolean> privileged = () -> {
            action.run();
            return true;
        };
        underSystemClassLoader(() -> AccessController.doPrivileged(privileged, NOBODY));
    }

    /** Combines any domains to none, and consists of parts of the JDK alone, because threads inherit the combiner too. */
    private static AccessControlContext nobody() {
        var none = dropArguments(
                constant(ProtectionDomain[].class, null), 0, ProtectionDomain[].class, ProtectionDomain[].class);
        var combiner = MethodHandleProxies.asInterfaceInstance(DomainCombiner.class, none);
        return new AccessControlContext(new AccessControlContext(new ProtectionDomain[0]), combiner);
    }

    private static <T> T underSystemClassLoader(Supplier<T> action) {
        var thread = Thread.currentThread();
        var loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }
}
