/**
 * Records what this user's sidecars started, and ends what killed applications left
 * behind.
 */
@NullMarked
package io.github.shimmy4j.sidecar.ownership;

import org.jspecify.annotations.NullMarked;
