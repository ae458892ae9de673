/**
 * The HTTP below the chat model: sends each request to the server of its moment and hides
 * how that server differs from OpenAI's.
 */
@NullMarked
package io.github.shimmy4j.autoconfigure.chat.transport;

import org.jspecify.annotations.NullMarked;
