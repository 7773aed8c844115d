/** Short messages from each instance of the guestbook to all of them. */
@NullMarked
package guestbook.relay;

import org.jspecify.annotations.NullMarked;
