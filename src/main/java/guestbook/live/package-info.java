/** Browsers connected now: each is a cursor in the book, whatever transport it speaks. */
@NullMarked
package guestbook.live;

import org.jspecify.annotations.NullMarked;
