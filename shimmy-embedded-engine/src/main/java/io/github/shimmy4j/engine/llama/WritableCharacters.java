package io.github.shimmy4j.engine.llama;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

/**
 * The characters that a model can write. A vocabulary may lack the tokens of a character,
 * even those of its bytes. If a grammar allows nothing else, llama.cpp chooses a token
 * that does not fit, and aborts the process. Safe for several threads.
 */
final class WritableCharacters {

	/** More than any language uses. A character that was forgotten is tried again. */
	private static final int REMEMBERED = 10_000;

	private final UnaryOperator<String> roundTrip;

	private final Map<Integer, Boolean> tried = new ConcurrentHashMap<>();

	/** The round trip makes tokens of a text, and then the text of these tokens. */
	WritableCharacters(UnaryOperator<String> roundTrip) {
		this.roundTrip = roundTrip;
	}

	/**
	 * Refuses a schema that demands a character that the model cannot write.
	 * @param characters code points
	 * @param wanted asked before each character
	 * @throws CancellationException if the answer is no longer wanted
	 * @throws ModelException of kind BAD_INPUT, naming the character
	 */
	void require(Set<Integer> characters, BooleanSupplier wanted) {
		for (int c : characters) {
			if (!wanted.getAsBoolean()) {
				throw new CancellationException();
			}
			if (this.tried.size() >= REMEMBERED) {
				this.tried.clear();
			}
			if (!this.tried.computeIfAbsent(c, this::isWritable)) {
				throw new ModelException(Kind.BAD_INPUT, String.format(Locale.ROOT,
						"the schema demands the character U+%04X, for which the model has no tokens", c));
			}
		}
	}

	int remembered() {
		return this.tried.size();
	}

	private boolean isWritable(int c) {
		String quoted = '"' + Character.toString(c) + '"';
		return this.roundTrip.apply(quoted).strip().equals(quoted);
	}

}
