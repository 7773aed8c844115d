/** The book over HTTP: the page for people, the REST API for programs, health for operators. */
@NullMarked
package guestbook.web;

import org.jspecify.annotations.NullMarked;
