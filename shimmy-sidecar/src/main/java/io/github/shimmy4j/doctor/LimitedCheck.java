package io.github.shimmy4j.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * A check that gathers its facts on a thread of its own. After a time limit the thread is
 * interrupted, and the facts count as unknown.
 *
 * @param <T> type of the facts
 */
final class LimitedCheck<T> {

	private final String name;

	/** Completes within the limit, and never exceptionally. */
	private final CompletableFuture<Result<T>> result = new CompletableFuture<>();

	private LimitedCheck(String name) {
		this.name = name;
	}

	static <T> LimitedCheck<T> begin(String name, Duration limit, Callable<T> facts) {
		LimitedCheck<T> check = new LimitedCheck<>(name);
		Thread thread = Threads.daemon("shimmy-doctor-" + name, () -> check.result.complete(check.gather(facts)));
		thread.start();
		check.result.completeOnTimeout(check.unknown("it took longer than %d ms".formatted(limit.toMillis())),
				limit.toMillis(), TimeUnit.MILLISECONDS);
		check.result.thenRun(thread::interrupt);
		return check;
	}

	private Result<T> gather(Callable<T> facts) {
		try {
			return new Result<>(this.name, facts.call(), "");
		}
		catch (InterruptedException ex) {
			return unknown("it was interrupted");
		}
		catch (Exception | LinkageError ex) {
			return unknown("it failed: " + ex);
		}
	}

	private Result<T> unknown(String problem) {
		return new Result<>(this.name, null, problem);
	}

	/** Waits for the facts. An interrupt ends the wait and stays set. */
	Result<T> await() {
		try {
			return this.result.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			// Interrupts the thread, whose facts are no longer needed.
			this.result.complete(unknown("the examination was interrupted"));
			return this.result.join();
		}
		catch (ExecutionException ex) {
			return unknown("it failed: " + ex.getCause());
		}
	}

	/**
	 * Facts of a check.
	 *
	 * @param check name of the check
	 * @param facts the facts, or null if they are not known
	 * @param problem why they are not known, as a clause; else empty
	 * @param <T> type of the facts
	 */
	record Result<T>(String check, @Nullable T facts, String problem) {

		Optional<T> known() {
			return Optional.ofNullable(this.facts);
		}

		/** The verdict on the facts, or a warning that they are not known. */
		Finding finding(Function<T, Finding> verdict) {
			T found = this.facts;
			return (found != null) ? verdict.apply(found)
					: Finding.warn(this.check, "The check has no result: " + this.problem,
							Remedy.of("Examine again when the machine is less busy, and read the log."));
		}

	}

}
