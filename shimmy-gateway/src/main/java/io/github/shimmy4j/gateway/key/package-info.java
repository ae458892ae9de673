/** API keys of the gateway: who may ask, and within which limits. */
@NullMarked
package io.github.shimmy4j.gateway.key;

import org.jspecify.annotations.NullMarked;
