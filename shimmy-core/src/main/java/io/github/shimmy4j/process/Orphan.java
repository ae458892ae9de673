package io.github.shimmy4j.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process whose application has ended. */
public final class Orphan {

	private static final Duration POLL = Duration.ofMillis(10);

	private final ProcessIdentity identity;

	/**
	 * A process that may have ended too.
	 * @param identity identity from the application's record
	 */
	public Orphan(ProcessIdentity identity) {
		this.identity = identity;
	}

	/**
	 * Kills it and all that it started, if it is provably the recorded process.
	 * @param limit longest wait for its end
	 * @return false if it still runs after the limit; true if it has ended, now or
	 * earlier
	 * @throws InterruptedException if the thread was interrupted
	 */
	public boolean kill(Duration limit) throws InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		Optional<ProcessHandle> found = this.identity.find();
		while (found.isPresent() && System.nanoTime() < deadline) {
			kill(found.get());
			found = this.identity.find();
		}
		return found.isEmpty();
	}

	/** Does not wait for the end: if process 1 does not reap it, it stays a zombie. */
	private static void kill(ProcessHandle process) throws InterruptedException {
		// Listed before the parent ends: afterwards they have another parent.
		List<ProcessHandle> descendants = process.descendants().toList();
		process.destroyForcibly();
		descendants.forEach(ProcessHandle::destroyForcibly);
		try {
			process.onExit().get(POLL.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			// The caller looks for the process again.
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
