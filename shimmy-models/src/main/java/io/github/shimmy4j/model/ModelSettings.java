package io.github.shimmy4j.model;

import java.util.Set;

/**
 * What a user may change about where models come from.
 *
 * @param catalog models known by name
 * @param acceptedLicenses names of licences, other than permissive ones, that the user
 * accepts, such as {@code gemma}
 * @param schemes schemes that the application's own sources bring, besides {@code file},
 * {@code hf}, {@code https} and {@code pypi}
 */
public record ModelSettings(ModelCatalog catalog, Set<String> acceptedLicenses, Set<String> schemes) {

	public ModelSettings {
		acceptedLicenses = Set.copyOf(acceptedLicenses);
		schemes = Set.copyOf(schemes);
	}

	/**
	 * A catalog and nothing else.
	 * @param catalog models known by name
	 * @return no licence is accepted, no scheme is added
	 */
	public static ModelSettings of(ModelCatalog catalog) {
		return new ModelSettings(catalog, Set.of(), Set.of());
	}

}
