/** The edge of the book: what a client that is slow, gone or greedy may cost, and how it is told. */
@NullMarked
package guestbook.edge;

import org.jspecify.annotations.NullMarked;
