/**
 * A real process that behaves like {@code shimmy serve} or {@code llama-server}, well or
 * badly as a test asks.
 */
@NullMarked
package io.github.shimmy4j.fake;

import org.jspecify.annotations.NullMarked;
