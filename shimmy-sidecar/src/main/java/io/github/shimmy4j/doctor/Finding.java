package io.github.shimmy4j.doctor;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.text.PrintableText;

/**
 * What one check found.
 *
 * @param check what was looked at, a word in lower case
 * @param status how bad it is
 * @param message what was found, as a printable sentence without its full stop
 * @param remedy what mends it; {@link Remedy#NONE} where nothing is to be mended
 */
public record Finding(String check, Status status, String message, Remedy remedy) {

	public Finding {
		message = PrintableText.of(message);
		if (check.isBlank() || message.isBlank()) {
			throw new IllegalArgumentException("a finding needs a check and a message: '%s'".formatted(check));
		}
		if (remedy.isEmpty() != (status == Status.OK)) {
			throw new IllegalArgumentException("'%s' is %s with the remedy '%s'".formatted(check, status, remedy));
		}
	}

	static Finding ok(String check, String message) {
		return new Finding(check, Status.OK, message, Remedy.NONE);
	}

	static Finding warn(String check, String message, Remedy remedy) {
		return new Finding(check, Status.WARN, message, remedy);
	}

	static Finding fail(String check, String message, Remedy remedy) {
		return new Finding(check, Status.FAIL, message, remedy);
	}

	/** How bad it is, from good to bad. */
	public enum Status {

		/** Nothing is in the way. */
		OK,

		/** It can do without, or may fail. */
		WARN,

		/** No server can start like this. */
		FAIL

	}

}
