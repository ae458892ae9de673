package io.github.shimmy4j.model;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A model as a server lists it.
 *
 * @param name id by which that server knows it; not blank
 * @param path its file; null if the server does not tell
 */
public record ListedModel(String name, @Nullable Path path) {

	public ListedModel {
		if (name.isBlank()) {
			throw new IllegalArgumentException("a listed model has no name");
		}
	}

}
