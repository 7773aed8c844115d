/** The book at a command line: read it live, sign it. */
@NullMarked
package guestbook.terminal;

import org.jspecify.annotations.NullMarked;
