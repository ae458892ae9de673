/** OpenAI's Responses API: reads its requests and writes its answers. */
@NullMarked
package io.github.shimmy4j.protocol.responses;

import org.jspecify.annotations.NullMarked;
