/** The sidecar as a bean: its launch, the wait for it, and its end. */
@NullMarked
package io.github.shimmy4j.autoconfigure.sidecar;

import org.jspecify.annotations.NullMarked;
