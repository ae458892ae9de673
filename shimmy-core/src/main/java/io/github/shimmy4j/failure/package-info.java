/**
 * What can go wrong, as one closed list of reasons and the exception that carries one.
 */
@NullMarked
package io.github.shimmy4j.failure;

import org.jspecify.annotations.NullMarked;
