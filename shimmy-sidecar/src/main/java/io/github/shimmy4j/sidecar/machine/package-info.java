/** The state machine of a sidecar: decides what happens, and starts nothing itself. */
@NullMarked
package io.github.shimmy4j.sidecar.machine;

import org.jspecify.annotations.NullMarked;
