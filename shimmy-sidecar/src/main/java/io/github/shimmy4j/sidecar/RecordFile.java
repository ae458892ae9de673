package io.github.shimmy4j.sidecar;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import io.github.shimmy4j.storage.OwnerOnly;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file of one sidecar's record, and the file whose lock its owner holds.
 *
 * @param path {@code <owner>.json}
 */
record RecordFile(Path path) {

	static final String EXTENSION = ".json";

	/** Some hundred launches; a record has one, seldom two. */
	private static final int MAX_BYTES = 64 * 1024;

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	static RecordFile of(Path directory, String owner) {
		return new RecordFile(directory.resolve(owner + EXTENSION));
	}

	/** Held by the owner for as long as the record exists. */
	Path lock() {
		return sibling(".lock");
	}

	/**
	 * The record, or empty if the file does not hold one.
	 * @throws IOException if it cannot be read, or does not exist
	 */
	Optional<SidecarRecord> read() throws IOException {
		try (InputStream stream = Files.newInputStream(this.path)) {
			byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
			return (bytes.length > MAX_BYTES) ? Optional.empty()
					: Optional.ofNullable(MAPPER.readValue(bytes, SidecarRecord.class));
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Replaces the record at once or not at all. Not through a channel, since an
	 * interrupt, which ends launches, would end this too.
	 */
	void write(SidecarRecord sidecar) throws IOException {
		Path draft = sibling(".draft");
		Files.deleteIfExists(draft);
		Files.createFile(draft, OwnerOnly.fileAttributes(draft));
		try (FileOutputStream stream = new FileOutputStream(draft.toFile())) {
			stream.write(MAPPER.writeValueAsBytes(sidecar));
			stream.getFD().sync();
		}
		Files.move(draft, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	/** Removes the record, and a draft that was never finished. Idempotent. */
	void delete() throws IOException {
		Files.deleteIfExists(this.path);
		Files.deleteIfExists(sibling(".draft"));
	}

	private Path sibling(String extension) {
		String name = String.valueOf(this.path.getFileName());
		return this.path.resolveSibling(name.substring(0, name.length() - EXTENSION.length()) + extension);
	}

}
