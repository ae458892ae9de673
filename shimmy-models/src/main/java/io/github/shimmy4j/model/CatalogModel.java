package io.github.shimmy4j.model;

import java.util.List;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.transfer.Patterns;
import org.jspecify.annotations.Nullable;

/**
 * A model that is known by name, in one or more quantisations.
 *
 * @param id name that {@code shimmy.model} takes
 * @param license SPDX identifier, or the name by which Hugging Face knows the licence
 * @param licenseUrl where the licence can be read; null for one that SPDX knows
 * @param contextTokens tokens that it was trained for
 * @param architecture what llama.cpp calls the kind of model; null where only the file
 * will tell
 * @param template its chat template; {@link ChatTemplate#NONE} where it has none or only
 * the file will tell
 * @param variants its files, the one to prefer first; at least one
 */
public record CatalogModel(String id, String license, @Nullable String licenseUrl, long contextTokens,
		@Nullable String architecture, ChatTemplate template, List<CatalogVariant> variants) {

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

	/** What one of the variants asks of a server. */
	ModelNeeds needs(CatalogVariant variant) {
		return new ModelNeeds(variant.tensorTypes(), this.architecture, this.template);
	}

}
