package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.AdmissionListener.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests to the server, each within a limit. A request that is repeated keeps
 * its first deadline.
 */
public final class Admission {

	private final UseSource source;

	private final Duration limit;

	private final AdmissionListener listener;

	private final LongSupplier nanoTime;

	/**
	 * Admits requests to a server.
	 * @param source grants uses of the server
	 * @param limit longest wait of a request
	 * @param listener is told of each wait
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public Admission(UseSource source, Duration limit, AdmissionListener listener, LongSupplier nanoTime) {
		this.source = source;
		this.limit = limit;
		this.listener = listener;
		this.nanoTime = nanoTime;
	}

	/** Source of the uses. */
	public UseSource source() {
		return this.source;
	}

	/** Longest wait of a request; above zero. */
	public Duration limit() {
		return this.limit;
	}

	/** Deadline of a request that begins now, as a moment of the monotonic time. */
	public long deadline() {
		return this.nanoTime.getAsLong() + this.limit.toNanos();
	}

	/**
	 * Begins the wait of a request.
	 * @param deadline moment at which the wait ends with a {@link TimeoutException}
	 * @return the exchange of the request, to be closed in any case
	 */
	public Exchange open(long deadline) {
		long began = this.nanoTime.getAsLong();
		CompletableFuture<ServerUse> use = this.source.use();
		use.whenComplete((granted, failure) -> this.listener.waited(Duration.ofNanos(this.nanoTime.getAsLong() - began),
				outcome(failure)));
		return new Exchange(this.source, use.orTimeout(deadline - began, TimeUnit.NANOSECONDS));
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

}
