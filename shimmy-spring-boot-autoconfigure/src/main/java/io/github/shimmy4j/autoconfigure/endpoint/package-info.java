/** The sidecar as an endpoint of the actuator. */
@NullMarked
package io.github.shimmy4j.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
