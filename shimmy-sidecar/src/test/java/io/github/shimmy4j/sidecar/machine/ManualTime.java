package io.github.shimmy4j.sidecar.machine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes only when a test advances it. */
public final class ManualTime extends Clock {

	private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

	/** Monotonic time may begin anywhere, also shortly before it overflows. */
	private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

	private volatile Duration passed = Duration.ZERO;

	public void advance(Duration duration) {
		this.passed = this.passed.plus(duration);
	}

	public long nanoTime() {
		return ORIGIN + this.passed.toNanos();
	}

	@Override
	public Instant instant() {
		return EPOCH.plus(this.passed);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException();
	}

}
