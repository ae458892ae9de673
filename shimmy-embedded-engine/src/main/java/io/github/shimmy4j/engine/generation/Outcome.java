package io.github.shimmy4j.engine.generation;

/**
 * How an answer ended.
 *
 * @param reason why
 * @param usage what it took
 */
public record Outcome(FinishReason reason, Usage usage) {

}
