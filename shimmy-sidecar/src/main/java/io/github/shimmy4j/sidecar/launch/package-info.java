/** Starts one server: plans the launch, spawns the process, and proves the server. */
@NullMarked
package io.github.shimmy4j.sidecar.launch;

import org.jspecify.annotations.NullMarked;
