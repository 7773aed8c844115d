/** What happened since a revision, as messages for readers who stand there. It knows the book, and what a message is. */
@NullMarked
package guestbook.feed;

import org.jspecify.annotations.NullMarked;
