package io.github.shimmy4j.text;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Stands for a failure of which some words are not printable. It is made only then, since
 * the original has a type that somebody may ask for.
 */
final class PrintableFailure extends Exception {

	private static final long serialVersionUID = 1L;

	private final String description;

	private PrintableFailure(Throwable original, @Nullable Throwable cause) {
		super(PrintableText.of(String.valueOf(original.getMessage())), cause);
		this.description = PrintableText.of(original.toString());
		setStackTrace(original.getStackTrace());
	}

	static Throwable of(Throwable failure) {
		return isPrintable(failure, newSet()) ? failure : copy(failure, newSet());
	}

	private static boolean isPrintable(Throwable failure, Set<Throwable> seen) {
		if (!seen.add(failure)) {
			return true;
		}
		String words = failure.toString();
		if (!PrintableText.of(words).equals(words)) {
			return false;
		}
		for (Throwable each : failure.getSuppressed()) {
			if (!isPrintable(each, seen)) {
				return false;
			}
		}
		return failure.getCause() == null || isPrintable(failure.getCause(), seen);
	}

	private static PrintableFailure copy(Throwable failure, Set<Throwable> seen) {
		seen.add(failure);
		Throwable cause = failure.getCause();
		PrintableFailure copy = new PrintableFailure(failure,
				(cause == null || seen.contains(cause)) ? null : copy(cause, seen));
		for (Throwable each : failure.getSuppressed()) {
			if (!seen.contains(each)) {
				copy.addSuppressed(copy(each, seen));
			}
		}
		return copy;
	}

	private static Set<Throwable> newSet() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	@Override
	public String toString() {
		return this.description;
	}

}
