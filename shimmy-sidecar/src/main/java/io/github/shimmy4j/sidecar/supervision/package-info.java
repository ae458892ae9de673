/**
 * Puts the parts of a sidecar together: threads, effects and listeners around the
 * machine.
 */
@NullMarked
package io.github.shimmy4j.sidecar.supervision;

import org.jspecify.annotations.NullMarked;
