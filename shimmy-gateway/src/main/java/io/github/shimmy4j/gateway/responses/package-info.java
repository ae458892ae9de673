/** OpenAI's Responses API at the gateway, and the memory of its responses. */
@NullMarked
package io.github.shimmy4j.gateway.responses;

import org.jspecify.annotations.NullMarked;
