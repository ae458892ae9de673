/**
 * The HTTP client below the chat model: sends each request to the server that was granted
 * for it, and hides the differences between that server and OpenAI's.
 */
@NullMarked
package io.github.shimmy4j.autoconfigure.chat.transport;

import org.jspecify.annotations.NullMarked;
