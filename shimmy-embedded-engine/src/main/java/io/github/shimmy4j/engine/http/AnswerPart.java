package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.Outcome;

/**
 * A piece of an answer on its way to a client.
 */
sealed interface AnswerPart {

	/**
	 * More text.
	 *
	 * @param text never empty
	 */
	record Text(String text) implements AnswerPart {

	}

	/**
	 * The end, once, as the last part.
	 *
	 * @param outcome how it ended
	 */
	record End(Outcome outcome) implements AnswerPart {

	}

}
