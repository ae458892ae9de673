package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Optional;
import java.util.regex.Pattern;

import io.github.shimmy4j.text.PrintableText;

/**
 * Names of models as requests may have them: of the catalog, or of a file in the models
 * directory. A path or an address is for whoever configures the application; a request
 * that could name one would read any file, or have anything fetched.
 */
final class ModelName {

	static final String PARAMETER = "model";

	static final String ALLOWED = "letters and digits of any language, spaces and ( ) + , - . = @ [ ] _, "
			+ PrintableText.NAME_LENGTH + " at most, without '..', without a dot or a space at the beginning, and "
			+ "without a space or '.gguf' at the end";

	/** By what is allowed: of what is not, there is always one more. */
	private static final Pattern FORM = Pattern
		.compile("(?![. ])(?!.*\\.\\.)(?!.*\\.(?i:gguf)$)[\\p{L}\\p{M}\\p{N} ()+,\\-.=@\\[\\]_]{1,"
				+ PrintableText.NAME_LENGTH + "}(?<! )");

	private ModelName() {
	}

	/** Why a text is not the name of a model; empty if it is one. */
	static Optional<String> refusal(String text) {
		return FORM.matcher(text).matches() ? Optional.empty()
				: Optional.of("'%s' is '%s', which is not the name of a model; allowed are %s".formatted(PARAMETER,
						PrintableText.of(text, PrintableText.NAME_LENGTH), ALLOWED));
	}

}
