package io.github.shimmy4j.doctor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;

/**
 * Something that is being found out, on a thread of its own, which is interrupted when
 * its time is over. Nobody waits for it any longer then.
 *
 * @param answer completes within the limit, and never exceptionally
 * @param <T> what is found out
 */
record Question<T>(CompletableFuture<Answer<T>> answer) {

	static <T> Question<T> ask(String check, Duration limit, Callable<T> source) {
		CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
		Thread thread = Threads.daemon("shimmy-doctor-" + check, () -> answer.complete(Answer.of(source)));
		thread.start();
		answer.completeOnTimeout(Answer.unknown("it took longer than %d ms".formatted(limit.toMillis())),
				limit.toMillis(), TimeUnit.MILLISECONDS);
		answer.thenRun(thread::interrupt);
		return new Question<>(answer);
	}

	/** Waits for the answer. An interrupt ends the wait and stays set. */
	Answer<T> await() {
		try {
			return this.answer.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			// Ends what is being done for nobody.
			this.answer.complete(Answer.unknown("the examination was interrupted"));
			return this.answer.join();
		}
		catch (ExecutionException ex) {
			return Answer.unknown("it failed: " + ex.getCause());
		}
	}

}
