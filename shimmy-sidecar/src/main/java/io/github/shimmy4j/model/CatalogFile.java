package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.shimmy4j.gguf.FirstBytes;

/**
 * The place of a catalog's model in a models directory, and of what surrounds it while it
 * is fetched.
 *
 * @param directory models directory
 * @param model the model
 */
record CatalogFile(Path directory, CatalogVariant model) {

	/** Where it becomes visible. */
	Path path() {
		return this.directory.resolve(this.model.fileName());
	}

	Path partial() {
		return beside(".partial");
	}

	/** Never deleted: a file that others lock cannot be removed without a race. */
	Path lock() {
		return beside(".lock");
	}

	/**
	 * The file, if it is as large as the catalog says and begins like a model. Its digest
	 * was taken before it became visible.
	 */
	Optional<ModelFile> present() {
		return problem().isEmpty() ? Optional.of(visible()) : Optional.empty();
	}

	ModelFile visible() {
		return new ModelFile(this.model.id(), path(), this.model.sizeBytes());
	}

	/** Why the file is not to be used; empty if it is. */
	Optional<String> problem() {
		try {
			if (!Files.isRegularFile(path())) {
				return Optional.of("it is missing");
			}
			long sizeBytes = Files.size(path());
			if (sizeBytes != this.model.sizeBytes()) {
				return Optional.of("it has %,d bytes, not %,d".formatted(sizeBytes, this.model.sizeBytes()));
			}
			FirstBytes first = FirstBytes.of(path());
			return first.isModel() ? Optional.empty() : Optional.of("it is " + first.description());
		}
		catch (IOException ex) {
			return Optional.of("it cannot be read: " + ex);
		}
	}

	private Path beside(String suffix) {
		return this.directory.resolve(this.model.fileName() + suffix);
	}

}
