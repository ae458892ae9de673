package io.github.shimmy4j.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that somebody started who is no more.
 *
 * @param identity what it was known by
 */
public record Orphan(ProcessIdentity identity) {

	private static final Duration POLL = Duration.ofMillis(10);

	/**
	 * Kills it, and all that it started, if it is provably the one that was meant.
	 * @param limit longest wait for its end
	 * @return false if it still runs when the time is over; true if it has ended, also
	 * long ago
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

	/** Not for its end: an orphan may stay a zombie where process 1 does not reap. */
	private static void kill(ProcessHandle process) throws InterruptedException {
		// Asked for before the parent ends: afterwards they have another parent.
		List<ProcessHandle> descendants = process.descendants().toList();
		process.destroyForcibly();
		descendants.forEach(ProcessHandle::destroyForcibly);
		try {
			process.onExit().get(POLL.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			// It is looked for again.
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
