/** The sidecar as values and texts for health, the endpoint and reports. */
@NullMarked
package io.github.shimmy4j.autoconfigure.report;

import org.jspecify.annotations.NullMarked;
