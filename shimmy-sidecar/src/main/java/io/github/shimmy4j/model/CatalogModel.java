package io.github.shimmy4j.model;

import java.util.List;

/**
 * A model that is known by name: what its file must be, and where it can be had.
 *
 * @param id name that {@code shimmy.model} takes
 * @param fileName name of the file in the models directory
 * @param sizeBytes exact size in bytes
 * @param sha256 digest of the file, 64 hexadecimal digits in lower case
 * @param license SPDX identifier
 * @param sources where it can be had, in the order to try; at least one
 */
public record CatalogModel(String id, String fileName, long sizeBytes, String sha256, String license,
		List<ModelSource> sources) {

	public CatalogModel {
		Patterns.require("id", id, "[a-z0-9][a-z0-9._-]*");
		Patterns.require("fileName", fileName, "[A-Za-z0-9][\\w.-]*\\.gguf");
		Patterns.require("sha256", sha256, "[0-9a-f]{64}");
		Patterns.require("license", license, "[A-Za-z0-9][\\w.+-]*");
		sources = List.copyOf(sources);
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException("sizeBytes of '%s' is %d, must be more than 0".formatted(id, sizeBytes));
		}
		if (sources.isEmpty()) {
			throw new IllegalArgumentException("sources of '%s' is empty".formatted(id));
		}
	}

}
