package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.ShimmyHome;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code daemon.pid}. It is a hint and no proof: the daemon may have been killed
 * since, and its process id or its port may belong to another program.
 */
public final class DaemonFile {

	private final JsonFile<Content> file;

	/**
	 * The file of this user's daemon, which need not exist.
	 * @param home directories of the user
	 */
	public DaemonFile(ShimmyHome home) {
		this.file = new JsonFile<>(home.daemonRecord(), Content.class);
	}

	/** Path of the file. */
	public Path path() {
		return this.file.path();
	}

	/**
	 * Reads the record.
	 * @return the record; empty if there is no file, or one that is damaged
	 * @throws IOException if the file cannot be read, or belongs to another user
	 */
	public Optional<DaemonRecord> read() throws IOException {
		try {
			return this.file.read().flatMap(Content::record);
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Replaces the record, readable for its owner only.
	 * @param daemon the daemon that runs
	 * @throws IOException if it cannot be written
	 */
	public void write(DaemonRecord daemon) throws IOException {
		this.file.write(Content.of(daemon));
	}

	/**
	 * Removes the file of a daemon that ends; one of another daemon stays.
	 * @param daemon the record that was written
	 * @throws IOException if it cannot be removed
	 */
	public void remove(DaemonRecord daemon) throws IOException {
		if (read().filter(daemon::equals).isPresent()) {
			this.file.delete();
		}
	}

	/** The only form of a record that has its secret. */
	private record Content(int schema, long pid, @Nullable Instant started, @Nullable String address,
			@Nullable String version, @Nullable String nonce) {

		static Content of(DaemonRecord daemon) {
			return new Content(daemon.schema(), daemon.pid(), daemon.started(), daemon.address(), daemon.version(),
					daemon.nonce().reveal());
		}

		/** Empty if a value is missing or bad. */
		Optional<DaemonRecord> record() {
			if (this.address == null || this.version == null || this.nonce == null) {
				return Optional.empty();
			}
			try {
				return Optional.of(new DaemonRecord(this.schema, this.pid, this.started, this.address, this.version,
						Secret.of(this.nonce)));
			}
			catch (IllegalArgumentException ex) {
				return Optional.empty();
			}
		}

	}

}
