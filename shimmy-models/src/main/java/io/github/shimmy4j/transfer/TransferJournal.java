package io.github.shimmy4j.transfer;

import java.util.Objects;

/**
 * Where a partial file comes from, and the mark by which its rest can be asked for: kept
 * beside it, so that another process can go on.
 *
 * @param source what was asked for
 * @param validator strong entity tag of what was answered, with its quotes; see
 * <a href="https://www.rfc-editor.org/rfc/rfc9110#name-if-range">RFC 9110, If-Range</a>
 */
record TransferJournal(String source, String validator) {

	TransferJournal {
		Objects.requireNonNull(source, "source");
		Objects.requireNonNull(validator, "validator");
	}

}
