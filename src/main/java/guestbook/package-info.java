/** A live guestbook: what one signs, everybody who has the book open sees at once. */
@NullMarked
package guestbook;

import org.jspecify.annotations.NullMarked;
