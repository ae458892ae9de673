package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.github.shimmy4j.storage.JsonFile;

/** The file of one sidecar's record, and the file whose lock its owner holds. */
public final class RecordFile {

	public static final String EXTENSION = ".json";

	private final JsonFile<SidecarRecord> file;

	/**
	 * A file that need not exist.
	 * @param path {@code <owner>.json}
	 */
	public RecordFile(Path path) {
		this.file = new JsonFile<>(path, SidecarRecord.class);
	}

	/** Path of the record. */
	public Path path() {
		return this.file.path();
	}

	public static RecordFile of(Path directory, String owner) {
		return new RecordFile(directory.resolve(owner + EXTENSION));
	}

	/** Held by the owner for as long as the record exists. */
	public Path lock() {
		String name = String.valueOf(path().getFileName());
		return path().resolveSibling(name.substring(0, name.length() - EXTENSION.length()) + ".lock");
	}

	/** The record, or empty if the file holds none. Throws if the file does not exist. */
	public Optional<SidecarRecord> read() throws IOException {
		return this.file.read();
	}

	public void write(SidecarRecord sidecar) throws IOException {
		this.file.write(sidecar);
	}

	/** Removes the record and any unfinished draft of it. Idempotent. */
	void delete() throws IOException {
		this.file.delete();
	}

}
