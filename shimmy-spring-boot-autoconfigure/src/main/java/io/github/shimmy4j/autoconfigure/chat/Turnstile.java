package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.github.shimmy4j.autoconfigure.chat.ChatWaits.Outcome;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerUse;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in to the server, each within the time that it may wait. However often a
 * call asks, that time begins once.
 *
 * @param endpoints the server
 * @param limit longest wait of a call
 * @param waits hears of each wait
 * @param nanoTime monotonic time in nanoseconds
 */
record Turnstile(EndpointSource endpoints, Duration limit, ChatWaits waits, LongSupplier nanoTime) {

	/** The moment until which a call that begins now may wait. */
	long deadline() {
		return this.nanoTime.getAsLong() + this.limit.toNanos();
	}

	/**
	 * Asks for a use.
	 * @return completes with the use, to be closed, or exceptionally: with a
	 * {@link TimeoutException} at the deadline
	 */
	CompletableFuture<ServerUse> ask(long deadline) {
		long began = this.nanoTime.getAsLong();
		CompletableFuture<ServerUse> use = this.endpoints.use();
		use.whenComplete((granted, failure) -> this.waits.waited(Duration.ofNanos(this.nanoTime.getAsLong() - began),
				outcome(failure)));
		return use.orTimeout(deadline - began, TimeUnit.NANOSECONDS);
	}

	private static Outcome outcome(@Nullable Throwable failure) {
		if (failure == null) {
			return Outcome.GRANTED;
		}
		if (failure instanceof TimeoutException) {
			return Outcome.TIMEOUT;
		}
		return (failure instanceof CancellationException) ? Outcome.CANCELLED : Outcome.REFUSED;
	}

	/** What a call fails with whose time is over. */
	ShimmyException notReady(TimeoutException timeout) {
		return new ShimmyException(ShimmyErrorCode.NOT_READY,
				"No server was free for this call within %s (shimmy.chat.idle-timeout): %s".formatted(this.limit,
						this.endpoints.queue()),
				timeout);
	}

}
