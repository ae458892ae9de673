/**
 * One supervised server: what may happen to it, as a state machine with a single writer,
 * and the launch that the machine drives.
 */
@NullMarked
package io.github.shimmy4j.sidecar;

import org.jspecify.annotations.NullMarked;
