/** Examines, without changing anything, whether a server can start on this machine. */
@NullMarked
package io.github.shimmy4j.doctor;

import org.jspecify.annotations.NullMarked;
