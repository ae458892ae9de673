package io.github.shimmy4j.model;

import java.util.List;
import java.util.Set;

/**
 * One file of a model that is known by name: what it must be, and where it can be had.
 *
 * @param id name of the model, as {@code shimmy.model} takes it
 * @param fileName name of the file in the models directory
 * @param sizeBytes exact size in bytes
 * @param sha256 digest of the file, 64 hexadecimal digits in lower case
 * @param license SPDX identifier
 * @param tensorTypes types of its tensors, as llama.cpp names them; they decide which
 * servers can run it; empty where only the file will tell
 * @param sources where it can be had, in the order to try; at least one
 */
public record CatalogVariant(String id, String fileName, long sizeBytes, String sha256, String license,
		Set<String> tensorTypes, List<ModelSource> sources) {

	public CatalogVariant {
		Patterns.require("id", id, "[a-z0-9][a-z0-9._-]*");
		Patterns.require("fileName", fileName, "[A-Za-z0-9][\\w.-]*\\.gguf");
		Patterns.require("sha256", sha256, "[0-9a-f]{64}");
		Patterns.require("license", license, "[A-Za-z0-9][\\w.+-]*");
		tensorTypes = Set.copyOf(tensorTypes);
		sources = List.copyOf(sources);
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException("sizeBytes of '%s' is %d, must be more than 0".formatted(id, sizeBytes));
		}
		if (sources.stream().anyMatch((source) -> source instanceof ModelSource.Hub hub && !hub.isPinned())) {
			throw new IllegalArgumentException("a source of '%s' is not a commit, and can change".formatted(id));
		}
		if (sources.isEmpty()) {
			throw new IllegalArgumentException("sources of '%s' is empty".formatted(id));
		}
	}

}
