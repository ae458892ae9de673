/**
 * OpenAI's chat completions: requests, whole answers, chunks of streamed ones, errors and
 * the list of models; answers of the older text completions. Converts the answers of
 * other servers into this form.
 */
@NullMarked
package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.NullMarked;
