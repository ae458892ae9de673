package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.ShimmyHome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code daemon.pid}. It is a hint and no proof: the daemon may have been killed
 * since, and its process id or its port may belong to another program.
 */
public final class DaemonFile {

	private final JsonFile<ObjectNode> file;

	/**
	 * The file of this user's daemon, which need not exist.
	 * @param home directories of the user
	 */
	public DaemonFile(ShimmyHome home) {
		this.file = new JsonFile<>(home.daemonRecord(), ObjectNode.class);
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
			return this.file.read().flatMap(DaemonFile::record);
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
		this.file.write(json(daemon));
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
	private static ObjectNode json(DaemonRecord daemon) {
		ObjectNode json = JsonMapper.shared().createObjectNode();
		json.put("schema", daemon.schema()).put("pid", daemon.pid());
		json.put("started", (daemon.started() != null) ? daemon.started().toString() : null);
		return json.put("address", daemon.address())
			.put("version", daemon.version())
			.put("nonce", daemon.nonce().reveal());
	}

	/**
	 * Read by hand, since a new JVM would need 60 ms more to bind it to a class.
	 * @return empty if a value is missing or bad
	 */
	private static Optional<DaemonRecord> record(ObjectNode json) {
		try {
			String started = json.path("started").asString("");
			return Optional.of(new DaemonRecord(json.path("schema").asInt(0), json.path("pid").asLong(0),
					started.isEmpty() ? null : Instant.parse(started), json.path("address").asString(""),
					json.path("version").asString(), Secret.of(json.path("nonce").asString(""))));
		}
		catch (IllegalArgumentException | DateTimeException | JacksonException ex) {
			return Optional.empty();
		}
	}

}
