/** {@code java -jar guestbook.war}: an embedded Tomcat around this very WAR. */
@NullMarked
package guestbook.launcher;

import org.jspecify.annotations.NullMarked;
