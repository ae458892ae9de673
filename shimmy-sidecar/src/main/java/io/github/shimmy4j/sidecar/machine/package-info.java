/** Decides what happens to the server, and starts nothing itself. */
@NullMarked
package io.github.shimmy4j.sidecar.machine;

import org.jspecify.annotations.NullMarked;
