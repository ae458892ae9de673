package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.storage.ShimmyHome;

import static org.assertj.core.api.Assertions.assertThat;

/** A user's home in which {@link StandInDaemon} is the daemon. */
final class DaemonHome {

	private final Path directory;

	DaemonHome(Path directory) {
		this.directory = directory;
	}

	Map<String, String> environment() {
		Map<String, String> environment = new HashMap<>(System.getenv());
		environment.put(ShimmyHome.VARIABLE, this.directory.toString());
		return environment;
	}

	/** Starts the stand-in if no daemon runs. */
	DaemonConfig config() {
		return DaemonConfig.ofDefaults().withEnvironment(environment()).withCommand(StandInDaemon.command());
	}

	DaemonFile file() {
		return new DaemonFile(ShimmyHome.of(environment()));
	}

	Optional<DaemonRecord> daemon() throws IOException {
		return file().read();
	}

	/** SIGKILL; returns when the process has ended. */
	void killDaemon() throws IOException {
		daemon().flatMap(DaemonRecord::process).ifPresent((process) -> {
			process.destroyForcibly();
			process.onExit().join();
		});
	}

	/** Sends a signal such as STOP, after which the daemon answers nothing. */
	void signal(String name) throws IOException {
		try {
			long pid = daemon().orElseThrow().pid();
			assertThat(new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid)).start().waitFor()).isZero();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Sets the status that the daemon tells; null: it is ready. */
	void say(String status) throws IOException {
		Path file = this.directory.resolve(StandInDaemon.STATUS);
		if (status == null) {
			Files.deleteIfExists(file);
		}
		else {
			Files.writeString(file, status);
		}
	}

	/** Sets the status that the daemon tells from its next chat on. */
	void sayLater(String status) throws IOException {
		Files.writeString(this.directory.resolve(StandInDaemon.LATER), status);
	}

	/** The requests that the daemon has got, as {@link StandInDaemon#REQUESTS} tells. */
	List<String> requests() {
		try {
			Path file = this.directory.resolve(StandInDaemon.REQUESTS);
			return Files.exists(file) ? Files.readAllLines(file) : List.of();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
