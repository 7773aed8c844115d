/** Who is there, on all instances of a book. It knows the book. */
@NullMarked
package guestbook.presence;

import org.jspecify.annotations.NullMarked;
