package io.github.shimmy4j.engine.llama;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

/**
 * The characters that a model can write. A vocabulary may lack the tokens for one, down
 * to its bytes. Where a grammar allows nothing else, llama.cpp takes a token that does
 * not fit, and ends the process. Safe for several threads.
 */
final class Vocabulary {

	private final UnaryOperator<String> throughTokens;

	/** Characters that have been tried. */
	private final Map<Integer, Boolean> writable = new ConcurrentHashMap<>();

	/**
	 * A vocabulary of which nothing is known yet.
	 * @param throughTokens gives what is left of a text that was made tokens and back
	 */
	Vocabulary(UnaryOperator<String> throughTokens) {
		this.throughTokens = throughTokens;
	}

	/** Refuses characters for which there are no tokens. */
	void require(Set<Integer> characters) {
		for (int c : characters) {
			if (!this.writable.computeIfAbsent(c, this::isWritable)) {
				throw new ModelException(Kind.BAD_INPUT, String.format(Locale.ROOT,
						"the schema demands the character U+%04X, for which the model has no tokens", c));
			}
		}
	}

	/** Between quotes, as a grammar has it; some tokenizers begin with a blank. */
	private boolean isWritable(int c) {
		String quoted = '"' + Character.toString(c) + '"';
		return this.throughTokens.apply(quoted).strip().equals(quoted);
	}

}
