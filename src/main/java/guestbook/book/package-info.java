/** The numbered book: entries, the counter that orders their changes, and the one way to write them. */
@NullMarked
package guestbook.book;

import org.jspecify.annotations.NullMarked;
