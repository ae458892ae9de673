/** Puts the gateway together: as an auto-configuration, and as the daemon. */
@NullMarked
package io.github.shimmy4j.gateway.boot;

import org.jspecify.annotations.NullMarked;
