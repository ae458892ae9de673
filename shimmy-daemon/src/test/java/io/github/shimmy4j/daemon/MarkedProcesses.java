package io.github.shimmy4j.daemon;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.ProcessTable;
import io.github.shimmy4j.support.Promptly;

/**
 * The processes of a test, down to the model server of the daemon. They are known by a
 * directory on {@code PATH}: the server does not get {@code SHIMMY4J_HOME}.
 */
final class MarkedProcesses implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final String mark = "/shimmy4j-test-" + UUID.randomUUID();

	/** The environment of a user who has this home and no settings of shimmy4j. */
	Map<String, String> environment(Path home) {
		Map<String, String> environment = new HashMap<>(System.getenv());
		environment.keySet().removeIf((name) -> name.startsWith("SHIMMY"));
		environment.put(ShimmyHome.VARIABLE, home.toString());
		environment.put("PATH", System.getenv("PATH") + File.pathSeparator + this.mark);
		return environment;
	}

	List<Long> running() {
		return ProcessTable.marked(this.mark);
	}

	void awaitNone(Duration longest) {
		Promptly.holds(longest, () -> running().isEmpty(), () -> "processes left: " + running());
	}

	@Override
	public void close() {
		running().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
		awaitNone(PATIENCE);
	}

}
