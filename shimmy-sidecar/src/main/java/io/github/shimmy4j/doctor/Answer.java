package io.github.shimmy4j.doctor;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.github.shimmy4j.failure.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * What a question led to.
 *
 * @param value what was found out, or null if nothing was
 * @param problem why not, as a clause; empty if it was
 * @param <T> type of the value
 */
record Answer<T>(@Nullable T value, String problem) {

	static <T> Answer<T> of(Callable<T> source) {
		try {
			return new Answer<>(source.call(), "");
		}
		catch (InterruptedException ex) {
			return unknown("it was interrupted");
		}
		catch (Exception | LinkageError ex) {
			return unknown("it failed: " + ex);
		}
	}

	static <T> Answer<T> unknown(String problem) {
		return new Answer<>(null, problem);
	}

	Optional<T> known() {
		return Optional.ofNullable(this.value);
	}

	/** The verdict on what was found out, or that nothing was. */
	Finding finding(String check, Function<T, Finding> verdict) {
		T found = this.value;
		return (found != null) ? verdict.apply(found) : Finding.warn(check, "Nothing is known: " + this.problem,
				Remedy.of("Ask again when the machine has less to do, and read the log."));
	}

}
