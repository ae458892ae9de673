/** OpenAI's protocol. */
@NullMarked
package io.github.shimmy4j.gateway.openai;

import org.jspecify.annotations.NullMarked;
