/**
 * Where shimmy4j keeps its files: directories by the platform's habits, for their owner
 * only.
 */
@NullMarked
package io.github.shimmy4j.storage;

import org.jspecify.annotations.NullMarked;
