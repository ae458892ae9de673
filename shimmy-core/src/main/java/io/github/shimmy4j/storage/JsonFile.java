package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

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

	private static final String DRAFT = ".draft";

	/** What {@link Files#createTempFile} puts between, and what comes last. */
	private static final Pattern DRAFT_ENDING = Pattern.compile("\\d+\\.draft");

	private static final Pattern DRAFT_NAME = Pattern.compile(".+\\.\\d+\\.draft");

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	/**
	 * Reads the value.
	 * @return the value, or empty if the file does not exist, or holds none, or more than
	 * 64 KiB
	 * @throws IOException if it cannot be read, or is something else than a plain file of
	 * ours
	 */
	public Optional<T> read() throws IOException {
		try {
			return OwnFile.read(this.path, MAX_BYTES).map((bytes) -> MAPPER.readValue(bytes, this.type));
		}
		catch (NoSuchFileException | JacksonException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Replaces the value, for the owner's eyes only. Several threads and processes may do
	 * so at once: each writes a draft of its own, and the last one stays.
	 * @param value the new value
	 * @throws IOException if it cannot be written
	 */
	public void write(T value) throws IOException {
		Path draft = Files.createTempFile(directory(), this.path.getFileName() + ".", DRAFT,
				OwnerOnly.fileAttributes(this.path));
		try {
			OwnFile.fill(draft, MAPPER.writeValueAsBytes(value));
			Files.move(draft, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	/**
	 * Removes the file, and drafts that were never finished. Idempotent; nobody may write
	 * the file meanwhile.
	 * @throws IOException if one of them cannot be removed
	 */
	public void delete() throws IOException {
		Files.deleteIfExists(this.path);
		if (!Files.isDirectory(directory())) {
			return;
		}
		String beginning = this.path.getFileName() + ".";
		for (Path draft : Listing.of(directory(), "*" + DRAFT)) {
			String name = draft.getFileName().toString();
			if (name.startsWith(beginning) && DRAFT_ENDING.matcher(name.substring(beginning.length())).matches()) {
				Files.deleteIfExists(draft);
			}
		}
	}

	/**
	 * Whether a file is one that is moved to its place once it is written, which takes
	 * milliseconds.
	 * @param file any file
	 * @return true for a draft of any {@code JsonFile}
	 */
	public static boolean isDraft(Path file) {
		return DRAFT_NAME.matcher(String.valueOf(file.getFileName())).matches();
	}

	private Path directory() {
		return this.path.toAbsolutePath().resolveSibling("");
	}

}
