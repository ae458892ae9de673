package io.github.shimmy4j.model;

import java.util.Set;

/**
 * The user's settings for models.
 *
 * @param catalog models known by name
 * @param acceptedLicenses accepted licences that are not permissive, such as
 * {@code gemma}
 * @param schemes schemes of the application's own sources, in addition to {@code file},
 * {@code hf}, {@code https} and {@code pypi}
 */
public record ModelSettings(ModelCatalog catalog, Set<String> acceptedLicenses, Set<String> schemes) {

	public ModelSettings {
		acceptedLicenses = Set.copyOf(acceptedLicenses);
		schemes = Set.copyOf(schemes);
	}

	/** A catalog without accepted licences and further schemes. */
	static ModelSettings of(ModelCatalog catalog) {
		return new ModelSettings(catalog, Set.of(), Set.of());
	}

}
