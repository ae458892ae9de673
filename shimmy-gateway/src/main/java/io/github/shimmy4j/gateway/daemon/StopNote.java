package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;

import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * Why the last daemon ended, written by it before it stopped.
 *
 * @param pid its process id
 * @param at when it began to stop
 * @param reason why, as the end of a sentence that begins with "it"
 */
record StopNote(long pid, Instant at, String reason) {

	private static final String NAME = "daemon-stop.json";

	StopNote {
		if (at == null || reason == null) {
			throw new IllegalArgumentException("not the note of a daemon that has ended");
		}
	}

	/** Writes the note of this process. */
	void write(ShimmyHome home) throws IOException {
		file(home).write(this);
	}

	/** Takes the note of the last daemon away. */
	static Optional<StopNote> take(ShimmyHome home) throws IOException {
		JsonFile<StopNote> file = file(home);
		try {
			Optional<StopNote> note = file.read();
			file.delete();
			return note;
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	private static JsonFile<StopNote> file(ShimmyHome home) {
		return new JsonFile<>(home.state().resolve(NAME), StopNote.class);
	}

}
