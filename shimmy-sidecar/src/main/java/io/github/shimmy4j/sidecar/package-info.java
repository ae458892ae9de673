/** The contract of a sidecar, as users see it: options, handle, phases and events. */
@NullMarked
package io.github.shimmy4j.sidecar;

import org.jspecify.annotations.NullMarked;
