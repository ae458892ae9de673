/**
 * Starts one server: finds what is needed, spawns it, and proves that it is ours and
 * generates.
 */
@NullMarked
package io.github.shimmy4j.sidecar.launch;

import org.jspecify.annotations.NullMarked;
