/** Threads of our own. */
@NullMarked
package io.github.shimmy4j.concurrent;

import org.jspecify.annotations.NullMarked;
