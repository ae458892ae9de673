/**
 * Ollama's protocol: its requests as conversations, answers as its lines of JSON, and its
 * documents about models.
 */
@NullMarked
package io.github.shimmy4j.protocol.ollama;

import org.jspecify.annotations.NullMarked;
