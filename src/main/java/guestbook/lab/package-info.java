/** The lab: the lecture's small demos, and a page that shows what goes over the wire. */
@NullMarked
package guestbook.lab;

import org.jspecify.annotations.NullMarked;
