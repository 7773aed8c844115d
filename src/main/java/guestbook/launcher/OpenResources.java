package guestbook.launcher;

import org.apache.catalina.Context;
import org.apache.catalina.webresources.StandardRoot;

/** Keeps the application's jars open: with too few descriptors for many guests, a class in a closed one could never be loaded again. */
final class OpenResources extends StandardRoot {
    OpenResources(Context context) {
        super(context);
    }

    @Override
    public void gc() {
        // a handful of files
    }
}
