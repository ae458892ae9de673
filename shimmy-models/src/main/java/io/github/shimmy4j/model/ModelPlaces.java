package io.github.shimmy4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a value of {@code shimmy.model} leads, whether or not something is there.
 *
 * @param directory models directory
 * @param catalog models known by name
 */
record ModelPlaces(Path directory, ModelCatalog catalog) {

	ModelPlaces {
		directory = directory.toAbsolutePath().normalize();
	}

	/** The catalog's model that is meant. */
	Optional<CatalogModel> known(ModelReference reference) {
		return (reference instanceof ModelReference.Name name) ? this.catalog.find(name.name()) : Optional.empty();
	}

	/** The file that is meant, if it is one of this machine. */
	Path file(ModelReference reference) {
		if (reference instanceof ModelReference.File file) {
			return place(file);
		}
		return this.directory.resolve(reference.name() + ModelFile.EXTENSION);
	}

	/** A bare file name may also be one of the models directory. */
	private Path place(ModelReference.File file) {
		Path inDirectory = this.directory.resolve(file.path());
		return file.isBareName() && !Files.exists(file.path()) && Files.exists(inDirectory) ? inDirectory : file.path();
	}

}
