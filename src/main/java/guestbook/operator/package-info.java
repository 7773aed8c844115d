/** What whoever owns the data may do at the command line: no password is asked for, because who may write the data may do anything. */
@NullMarked
package guestbook.operator;

import org.jspecify.annotations.NullMarked;
