package io.github.shimmy4j.gateway.daemon;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.http.RequestLogListener;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.web.server.ServerWebExchange;

/**
 * Ends a daemon that nobody has used for a while. Only requests that ask the model count.
 * A program that reads the daemon's status or its meters, or that is always refused, must
 * not keep it alive.
 */
public final class IdleExit implements RequestLogListener, ApplicationListener<ApplicationReadyEvent> {

	private final long limit;

	private final BooleanSupplier busy;

	private final LongSupplier nanoTime;

	private final ScheduledExecutorService worker;

	private final Runnable exit;

	private volatile long lastUse;

	/**
	 * Counts from the readiness of the application on.
	 * @param limit time without a request; zero never ends the daemon
	 * @param busy whether requests are under way, or the server is being started
	 * @param nanoTime monotonic time in nanoseconds
	 * @param worker runs the checks
	 * @param exit ends the daemon; must not wait for the worker
	 */
	public IdleExit(Duration limit, BooleanSupplier busy, LongSupplier nanoTime, ScheduledExecutorService worker,
			Runnable exit) {
		this.limit = limit.toNanos();
		this.busy = busy;
		this.nanoTime = nanoTime;
		this.worker = worker;
		this.exit = exit;
		this.lastUse = nanoTime.getAsLong();
	}

	/** Begins to check, unless the limit is zero. */
	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		begin();
	}

	void begin() {
		this.lastUse = this.nanoTime.getAsLong();
		if (this.limit > 0) {
			again(this.limit);
		}
	}

	/** Ends the checks. */
	public void end() {
		this.worker.shutdownNow();
	}

	@Override
	public void ended(RequestLogEntry entry, ServerWebExchange exchange) {
		if (entry.model() != null && entry.outcome() != RequestLogEntry.Outcome.REFUSED) {
			this.lastUse = this.nanoTime.getAsLong();
		}
	}

	private void check() {
		if (this.busy.getAsBoolean()) {
			this.lastUse = this.nanoTime.getAsLong();
		}
		long left = this.limit - (this.nanoTime.getAsLong() - this.lastUse);
		if (left > 0) {
			again(left);
		}
		else {
			this.exit.run();
		}
	}

	private void again(long nanos) {
		if (!this.worker.isShutdown()) {
			this.worker.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
		}
	}

}
