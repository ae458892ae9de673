package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.assertj.core.api.ThrowableAssert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Assertions on the failure of a future. */
public final class ShimmyFailures {

	private ShimmyFailures() {
	}

	/** The future fails, now or within the limit, for this reason. */
	public static ThrowableAssert<ShimmyException> assertFails(CompletableFuture<?> future, Duration limit,
			ShimmyErrorCode code) {
		assertThat(future).failsWithin(limit);
		assertThat(future).as("a future that is answered").isDone();
		Throwable cause = future.handle((value, failure) -> failure).join();
		assertThat(cause).asInstanceOf(type(ShimmyException.class)).extracting(ShimmyException::code).isEqualTo(code);
		return new ThrowableAssert<>((ShimmyException) cause);
	}

	public static ThrowableAssert<ShimmyException> assertFailed(CompletableFuture<?> future, ShimmyErrorCode code) {
		return assertFails(future, Duration.ZERO, code);
	}

}
