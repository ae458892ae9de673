/** Ollama's protocol. */
@NullMarked
package io.github.shimmy4j.gateway.ollama;

import org.jspecify.annotations.NullMarked;
