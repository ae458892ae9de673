/** The sidecar in the health endpoint. */
@NullMarked
package io.github.shimmy4j.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
