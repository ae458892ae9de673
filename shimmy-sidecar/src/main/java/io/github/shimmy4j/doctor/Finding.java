package io.github.shimmy4j.doctor;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.text.PrintableText;

/**
 * Result of one check.
 *
 * @param check name of the check, a word in lower case
 * @param status how bad it is
 * @param message a printable sentence without its full stop
 * @param remedy how to mend it; {@link Remedy#NONE} if the status is OK
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

		/** No problem. */
		OK,

		/** A server can start, but something does not work or may fail. */
		WARN,

		/** No server can start. */
		FAIL

	}

}
