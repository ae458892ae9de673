/**
 * Using a server, whoever runs it and whatever HTTP client talks to it: the wait for a
 * slot, the request that holds it, when it is free again, and how long the server may be
 * silent.
 */
@NullMarked
package io.github.shimmy4j.sidecar.use;

import org.jspecify.annotations.NullMarked;
