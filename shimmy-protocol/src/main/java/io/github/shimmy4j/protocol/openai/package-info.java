/**
 * OpenAI's chat completions: requests, whole answers, chunks of streamed ones, errors and
 * the list of models. What servers of others say is brought into this form here.
 */
@NullMarked
package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.NullMarked;
