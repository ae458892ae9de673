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
 * A small file that holds one value as JSON. A write replaces the whole file or nothing.
 *
 * @param <T> type of the value
 */
public final class JsonFile<T> {

	private static final int MAX_BYTES = 64 * 1024;

	private static final String DRAFT = ".draft";

	/**
	 * The end of a draft's name: the number that {@link Files#createTempFile} inserts,
	 * and the suffix.
	 */
	private static final Pattern DRAFT_ENDING = Pattern.compile("\\d+\\.draft");

	private static final Pattern DRAFT_NAME = Pattern.compile(".+\\.\\d+\\.draft");

	private final Path path;

	private final Class<T> type;

	/**
	 * A file that need not exist.
	 * @param path the file
	 * @param type type of the value
	 */
	public JsonFile(Path path, Class<T> type) {
		this.path = path;
		this.type = type;
	}

	/** Path of the file. */
	public Path path() {
		return this.path;
	}

	/**
	 * Reads the value.
	 * @return the value; empty if the file is missing, invalid or larger than 64 KiB
	 * @throws IOException if the file cannot be read, or is no plain file of shimmy4j
	 */
	public Optional<T> read() throws IOException {
		try {
			return OwnFile.read(this.path, MAX_BYTES).map((bytes) -> Json.MAPPER.readValue(bytes, this.type));
		}
		catch (NoSuchFileException | JacksonException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Replaces the value, readable for the owner only. Safe for several threads and
	 * processes: each writes its own draft, and the last one wins.
	 * @param value the new value
	 * @throws IOException if the value cannot be written
	 */
	public void write(T value) throws IOException {
		Path draft = Files.createTempFile(directory(), this.path.getFileName() + ".", DRAFT,
				OwnerOnly.fileAttributes(this.path));
		try {
			OwnFile.fill(draft, Json.MAPPER.writeValueAsBytes(value));
			Files.move(draft, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	/**
	 * Removes the file, and drafts that were never finished. Idempotent; there must be no
	 * writer at the same time.
	 * @throws IOException if a file cannot be removed
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
	 * Tells whether a file is a draft: it exists for milliseconds before it replaces the
	 * real file.
	 * @param file any file
	 * @return true for a draft of any {@code JsonFile}
	 */
	public static boolean isDraft(Path file) {
		return DRAFT_NAME.matcher(String.valueOf(file.getFileName())).matches();
	}

	private Path directory() {
		return this.path.toAbsolutePath().resolveSibling("");
	}

	/** Loaded with the first value: its classes take a new JVM 200 to 300 ms. */
	private static final class Json {

		private static final JsonMapper MAPPER = JsonMapper.builder()
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.build();

	}

}
