/** The sidecar in the metrics. */
@NullMarked
package io.github.shimmy4j.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
