package io.github.shimmy4j.model;

import java.nio.file.Path;

/**
 * What came of reading a whole model.
 *
 * @param file the file, the first one of a model in parts
 * @param outcome what it is known to be
 * @param detail the outcome in words, with the numbers
 */
public record Verification(Path file, Outcome outcome, String detail) {

	/** What may come of it. */
	public enum Outcome {

		/** It is the file that was fetched, byte for byte. */
		VERIFIED,

		/** It is a model, and nobody has said which digest it should have. */
		UNKNOWN,

		/**
		 * It is not what it should be: the model is not used, and is fetched again when
		 * it is wanted. A file that is named by its path is left to whoever named it.
		 */
		DAMAGED

	}

}
