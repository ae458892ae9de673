/** Claude's protocol. */
@NullMarked
package io.github.shimmy4j.gateway.claude;

import org.jspecify.annotations.NullMarked;
