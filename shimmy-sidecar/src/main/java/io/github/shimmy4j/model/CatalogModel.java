package io.github.shimmy4j.model;

import java.util.List;

/**
 * A model that is known by name, in one or more quantisations.
 *
 * @param id name that {@code shimmy.model} takes
 * @param variants its files, the one to prefer first; at least one
 */
public record CatalogModel(String id, List<CatalogVariant> variants) {

	public CatalogModel {
		variants = List.copyOf(variants);
		if (variants.isEmpty()) {
			throw new IllegalArgumentException("variants of '%s' is empty".formatted(id));
		}
		for (CatalogVariant variant : variants) {
			if (!variant.id().equals(id)) {
				throw new IllegalArgumentException(
						"variant '%s' of '%s' belongs to '%s'".formatted(variant.fileName(), id, variant.id()));
			}
		}
	}

}
