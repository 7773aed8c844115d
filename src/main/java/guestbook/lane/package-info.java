/** The way of a message to one reader's WebSocket, engine by engine. It knows nobody here. */
@NullMarked
package guestbook.lane;

import org.jspecify.annotations.NullMarked;
