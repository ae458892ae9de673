package io.github.shimmy4j.sidecar.ownership;

import java.nio.file.Path;

import io.github.shimmy4j.process.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of one launch.
 *
 * @param directory absolute path of its own directory
 * @param port loopback port
 * @param process what its process is known by, or null while there is none yet
 */
public record LaunchRecord(String directory, int port, @Nullable ProcessIdentity process) {

	public LaunchRecord {
		if (directory == null || !Path.of(directory).isAbsolute()) {
			throw new IllegalArgumentException("not the directory of a launch: " + directory);
		}
		if (process != null && (process.pid() <= 1 || process.nonce() == null || process.nonce().isBlank())) {
			throw new IllegalArgumentException("not a process of ours: " + process);
		}
	}

	public LaunchRecord(Path directory, int port) {
		this(directory.toString(), port, null);
	}

	LaunchRecord of(ProcessIdentity spawned) {
		return new LaunchRecord(this.directory, this.port, spawned);
	}

	Path path() {
		return Path.of(this.directory);
	}

}
