package io.github.shimmy4j.model;

import java.util.List;

import io.github.shimmy4j.transfer.Patterns;
import org.jspecify.annotations.Nullable;

/**
 * A model that is known by name, in one or more quantisations.
 *
 * @param id name that {@code shimmy.model} takes
 * @param license SPDX identifier, or the name by which Hugging Face knows the licence
 * @param licenseUrl where the licence can be read; null for one that SPDX knows
 * @param contextTokens tokens that it was trained for
 * @param variants its files, the one to prefer first; at least one
 */
public record CatalogModel(String id, String license, @Nullable String licenseUrl, long contextTokens,
		List<CatalogVariant> variants) {

	public CatalogModel {
		Patterns.require("id", id, "[a-z0-9][a-z0-9._-]*");
		Patterns.require("license of '%s'".formatted(id), license, "[A-Za-z0-9][\\w.+-]*");
		variants = List.copyOf(variants);
		if (variants.isEmpty()) {
			throw new IllegalArgumentException("variants of '%s' is empty".formatted(id));
		}
		if (contextTokens <= 0) {
			throw new IllegalArgumentException(
					"context of '%s' is %d, must be more than 0".formatted(id, contextTokens));
		}
	}

}
