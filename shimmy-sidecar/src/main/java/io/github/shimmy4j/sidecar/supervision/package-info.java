/** Runs a sidecar: threads, effects and listeners around the state machine. */
@NullMarked
package io.github.shimmy4j.sidecar.supervision;

import org.jspecify.annotations.NullMarked;
