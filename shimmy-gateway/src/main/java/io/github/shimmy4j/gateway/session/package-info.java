/** Conversations that the gateway keeps for clients without a memory of their own. */
@NullMarked
package io.github.shimmy4j.gateway.session;

import org.jspecify.annotations.NullMarked;
