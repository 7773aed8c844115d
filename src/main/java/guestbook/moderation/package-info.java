/** Who the book belongs to, and how it knows that one again. */
@NullMarked
package guestbook.moderation;

import org.jspecify.annotations.NullMarked;
