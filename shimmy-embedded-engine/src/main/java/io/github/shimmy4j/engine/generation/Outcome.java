package io.github.shimmy4j.engine.generation;

import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;

/**
 * The end of an answer.
 *
 * @param reason why it ended
 * @param usage tokens; those of the answer include its end token, as llama.cpp counts
 */
public record Outcome(FinishReason reason, Usage usage) {

}
