package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Optional;
import java.util.regex.Pattern;

import io.github.shimmy4j.text.PrintableText;

/**
 * Checks names of models in requests: names of the catalog, or of files in the models
 * directory. Paths and addresses are refused, because a request with one could read any
 * file or download anything.
 */
final class ModelName {

	static final String PARAMETER = "model";

	static final String ALLOWED = "letters and digits of any language, spaces and ( ) + , - . = @ [ ] _, "
			+ PrintableText.NAME_LENGTH + " at most, without '..', without a dot or a space at the beginning, and "
			+ "without a space or '.gguf' at the end";

	/** Lists what is allowed, since a list of what is forbidden is never complete. */
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
