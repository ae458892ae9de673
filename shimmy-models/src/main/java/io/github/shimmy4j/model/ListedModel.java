package io.github.shimmy4j.model;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A model as a server lists it.
 *
 * @param name id by which that server knows it
 * @param path its file; null if the server does not tell
 * @param sizeBytes size in bytes, of whole MiB where the server prints no better; 0 if it
 * does not tell
 */
public record ListedModel(String name, @Nullable Path path, long sizeBytes) {

	public ListedModel {
		if (name.isBlank() || sizeBytes < 0) {
			throw new IllegalArgumentException("no listed model: name '%s', %d bytes".formatted(name, sizeBytes));
		}
	}

}
