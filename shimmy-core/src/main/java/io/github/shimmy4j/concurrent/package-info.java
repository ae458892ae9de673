/** Threads of shimmy4j, and their waits. */
@NullMarked
package io.github.shimmy4j.concurrent;

import org.jspecify.annotations.NullMarked;
