package io.github.shimmy4j.gateway.daemon;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.http.RequestLogListener;
import org.springframework.web.server.ServerWebExchange;

/**
 * Ends a daemon that nobody has used for a while. Only requests that use the model count:
 * a program that reads the daemon's status or its meters must not keep it alive.
 */
public final class IdleExit implements RequestLogListener {

	private static final String USES_THE_MODEL = "POST";

	private final long limit;

	private final IntSupplier underWay;

	private final LongSupplier nanoTime;

	private final ScheduledExecutorService worker;

	private final Runnable exit;

	private volatile long lastUse;

	/**
	 * Counts from now on.
	 * @param limit time without a request; zero never ends the daemon
	 * @param underWay number of requests that have not ended
	 * @param nanoTime monotonic time in nanoseconds
	 * @param worker runs the checks
	 * @param exit ends the daemon; must not wait for the worker
	 */
	public IdleExit(Duration limit, IntSupplier underWay, LongSupplier nanoTime, ScheduledExecutorService worker,
			Runnable exit) {
		this.limit = limit.toNanos();
		this.underWay = underWay;
		this.nanoTime = nanoTime;
		this.worker = worker;
		this.exit = exit;
		this.lastUse = nanoTime.getAsLong();
	}

	/** Begins to check, unless the limit is zero. */
	public void begin() {
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
		if (entry.method().equals(USES_THE_MODEL)) {
			this.lastUse = this.nanoTime.getAsLong();
		}
	}

	private void check() {
		if (this.underWay.getAsInt() > 0) {
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
