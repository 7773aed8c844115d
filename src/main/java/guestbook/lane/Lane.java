package guestbook.lane;

import java.time.Duration;

/** The way of messages to one reader. The caller begins nothing before the last has ended. */
public interface Lane {
    /** A reader who takes nothing for this long is let go. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Hears what became of a message, on any thread. */
    @FunctionalInterface
    interface End {
        /**
         * It has ended.
         *
         * @param gone whether it is on its way; else the connection is of no use any more
         */
        void ended(boolean gone);
    }

    /**
     * Sends a message without waiting for the reader.
     *
     * @return whether it has gone already; only where it has not, {@code end} hears what becomes of it
     */
    boolean send(Message message, End end);

    /** Whether {@link Message#PING} may be sent now; if so, it is to be. */
    default boolean takesPing() {
        return true;
    }

    /** By which an operator knows it. */
    String name();

    /** Called each second, where a lane has to look itself whether a message has gone. */
    default void look() {
        // most are told
    }
}
