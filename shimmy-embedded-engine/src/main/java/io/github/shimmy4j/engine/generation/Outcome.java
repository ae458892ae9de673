package io.github.shimmy4j.engine.generation;

import io.github.shimmy4j.protocol.openai.FinishReason;
import io.github.shimmy4j.protocol.openai.Usage;

/**
 * How an answer ended.
 *
 * @param reason why
 * @param usage what it took: tokens of the prompt are exact, those of the answer are with
 * the one that ended it, as llama.cpp counts them
 */
public record Outcome(FinishReason reason, Usage usage) {

}
