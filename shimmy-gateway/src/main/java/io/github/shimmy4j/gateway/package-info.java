/** Settings of the gateway. */
@NullMarked
package io.github.shimmy4j.gateway;

import org.jspecify.annotations.NullMarked;
