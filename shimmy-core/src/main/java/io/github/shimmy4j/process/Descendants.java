package io.github.shimmy4j.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The guard without help of the operating system: kills the processes whose parents lead
 * to the child. Does nothing once this JVM is gone.
 */
final class Descendants implements Guard {

	private final ProcessHandle process;

	private volatile List<ProcessHandle> known = List.of();

	Descendants(ProcessHandle process) {
		this.process = process;
	}

	/** Remembers the descendants, which get another parent when theirs ends. */
	@Override
	public void endIsNear() {
		this.known = this.process.descendants().toList();
	}

	@Override
	public CompletableFuture<Void> end() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.known.forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
		return CompletableFuture.completedFuture(null);
	}

}
