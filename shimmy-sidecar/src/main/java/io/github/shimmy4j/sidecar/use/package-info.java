/**
 * The use of a server, our own or an external one, by any HTTP client: the wait for a
 * slot, the request that holds it, its release, and limits on silence.
 */
@NullMarked
package io.github.shimmy4j.sidecar.use;

import org.jspecify.annotations.NullMarked;
