package guestbook.book;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Threads of the guestbook's own, which end with it.
 *
 * <p>Below Java 24 a thread remembers which classes were at work when it was made, and those that its maker remembered.
 * A server's threads may remember an undeployed guestbook; privileged, ours inherit nothing from them, so that the old
 * class loader is not handed on from one deployment to the next.
 */
public final class OwnThreads {
    private OwnThreads() {}

    /** Makes daemon threads of this name. */
    public static ThreadFactory named(String name) {
        return task -> withoutInheritance(() -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Does what may make threads that libraries own. */
    @SuppressWarnings("removal")
    public static <T> T withoutInheritance(PrivilegedAction<T> action) {
        return AccessController.doPrivileged(action);
    }
}
