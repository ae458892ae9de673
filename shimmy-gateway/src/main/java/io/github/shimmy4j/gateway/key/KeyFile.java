package io.github.shimmy4j.gateway.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The file that holds the keys. Changes by several processes follow one another. */
final class KeyFile {

	private static final int VERSION = 1;

	/** More than the largest number of keys with the longest names of models need. */
	private static final int MAX_BYTES = 16 * 1024 * 1024;

	private static final int MOST_KEYS = 256;

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	private final Path path;

	private final Pause pause;

	KeyFile(Path path, Pause pause) {
		this.path = path.toAbsolutePath();
		this.pause = pause;
	}

	Path path() {
		return this.path;
	}

	/**
	 * State of the file on the disk, which differs after each change.
	 * @return the state; empty if there is no file
	 * @throws ShimmyException if the file cannot be examined
	 */
	Optional<Stamp> stamp() {
		try {
			BasicFileAttributes now = Files.readAttributes(this.path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			return Optional.of(new Stamp(now.fileKey(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS), now.size()));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	/**
	 * Reads the keys.
	 * @return the keys; empty if there is no file
	 * @throws DamagedKeysException if the file is no list of keys
	 * @throws ShimmyException if it cannot be read
	 */
	Optional<List<StoredKey>> read() {
		try {
			byte[] content = OwnFile.read(this.path, MAX_BYTES)
				.orElseThrow(() -> damaged("is larger than %,d bytes".formatted(MAX_BYTES), null));
			return Optional.of(understood(content));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	private List<StoredKey> understood(byte[] content) {
		Document document = parsed(content);
		if (document.version() != VERSION) {
			throw damaged("has version %d; this shimmy4j reads version %d".formatted(document.version(), VERSION),
					null);
		}
		if (document.keys().size() > MOST_KEYS) {
			throw damaged("holds %d keys; allowed are %d".formatted(document.keys().size(), MOST_KEYS), null);
		}
		Set<String> ids = new HashSet<>();
		for (StoredKey key : document.keys()) {
			if (!ids.add(key.id())) {
				throw damaged("holds two keys with the id '%s'".formatted(key.id()), null);
			}
		}
		return document.keys();
	}

	private Document parsed(byte[] content) {
		try {
			return Objects.requireNonNull(MAPPER.readValue(content, Document.class), "the JSON is 'null'");
		}
		catch (JacksonException ex) {
			throw damaged("is damaged: " + ex.getOriginalMessage(), ex);
		}
		catch (NullPointerException ex) {
			throw damaged("is damaged: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Replaces the keys. Blocks while another process changes them.
	 * @param change makes the new keys from those in the file
	 * @throws ShimmyException if there are too many keys, or the file cannot be read or
	 * written
	 */
	void change(UnaryOperator<List<StoredKey>> change) {
		OwnerOnly.createDirectory(this.path.resolveSibling(""));
		Path lockFile = this.path.resolveSibling(this.path.getFileName() + ".lock");
		try (InterProcessLock lock = InterProcessLock.acquire(lockFile, () -> this.pause.await(POLL_INTERVAL))) {
			Objects.requireNonNull(lock, "lock");
			List<StoredKey> next = change.apply(read().orElse(List.of()));
			if (next.size() > MOST_KEYS) {
				throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
						"%d API keys exist; allowed are %d, so one must be revoked first".formatted(MOST_KEYS,
								MOST_KEYS));
			}
			new JsonFile<>(this.path, Document.class).write(new Document(VERSION, next));
		}
		catch (IOException ex) {
			throw StorageFailure.of("The file of API keys '%s' cannot be written".formatted(this.path), this.path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY,
					"The wait for the lock '%s' was interrupted".formatted(lockFile), ex);
		}
	}

	private ShimmyException unreadable(IOException cause) {
		return StorageFailure.of("The file of API keys '%s' cannot be read".formatted(this.path), this.path, cause);
	}

	private DamagedKeysException damaged(String damage, @Nullable Throwable cause) {
		return new DamagedKeysException(this.path, damage, cause);
	}

	/**
	 * Properties that differ after a change of the file: a write replaces the whole file,
	 * so that the new one has another identity where the file system gives one.
	 *
	 * @param identity identity of the file; null if the file system gives none
	 * @param modified moment of the last change in nanoseconds
	 * @param size size in bytes
	 */
	record Stamp(@Nullable Object identity, long modified, long size) {
	}

	/**
	 * Content of the file.
	 *
	 * @param version version of its form
	 * @param keys the keys
	 */
	record Document(int version, List<StoredKey> keys) {

		Document {
			keys = List.copyOf(keys);
		}

	}

}
