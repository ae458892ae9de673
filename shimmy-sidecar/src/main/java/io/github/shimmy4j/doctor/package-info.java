/**
 * What stands in the way of a server on this machine, looked at without changing
 * anything.
 */
@NullMarked
package io.github.shimmy4j.doctor;

import org.jspecify.annotations.NullMarked;
