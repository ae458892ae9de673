package io.github.shimmy4j.storage;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small file that holds one value as JSON, and is replaced at once or not at all.
 *
 * @param path the file
 * @param type type of the value
 * @param <T> type of the value
 */
public record JsonFile<T>(Path path, Class<T> type) {

	private static final int MAX_BYTES = 64 * 1024;

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	/**
	 * Reads the value.
	 * @return the value, or empty if the file holds none, or more than 64 KiB
	 * @throws IOException if it cannot be read, or does not exist
	 */
	public Optional<T> read() throws IOException {
		try (InputStream stream = Files.newInputStream(this.path)) {
			byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
			return (bytes.length > MAX_BYTES) ? Optional.empty()
					: Optional.ofNullable(MAPPER.readValue(bytes, this.type));
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Replaces the value, for the owner's eyes only. Not through a channel, since an
	 * interrupt, which ends launches and transfers, would end this too.
	 * @param value the new value
	 * @throws IOException if it cannot be written
	 */
	public void write(T value) throws IOException {
		Path draft = draft();
		Files.deleteIfExists(draft);
		Files.createFile(draft, OwnerOnly.fileAttributes(draft));
		try (FileOutputStream stream = new FileOutputStream(draft.toFile())) {
			stream.write(MAPPER.writeValueAsBytes(value));
			stream.getFD().sync();
		}
		Files.move(draft, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Removes the file, and a draft that was never finished. Idempotent.
	 * @throws IOException if one of them cannot be removed
	 */
	public void delete() throws IOException {
		Files.deleteIfExists(this.path);
		Files.deleteIfExists(draft());
	}

	private Path draft() {
		return this.path.resolveSibling(this.path.getFileName() + ".draft");
	}

}
