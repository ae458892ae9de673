package io.github.shimmy4j.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can be done without any help of the operating system: kill those whose parents
 * lead to the process. It does nothing once this JVM is gone.
 */
final class Descendants implements Guard {

	private final ProcessHandle process;

	private volatile List<ProcessHandle> known = List.of();

	Descendants(ProcessHandle process) {
		this.process = process;
	}

	/** After the end of their parent they have another one. */
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
