package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of a catalog's model in a models directory, and of what surrounds it while it
 * is fetched.
 *
 * @param model the model
 * @param path where it becomes visible
 */
record CatalogFile(CatalogModel model, Path path) {

	static CatalogFile in(Path directory, CatalogModel model) {
		return new CatalogFile(model, directory.resolve(model.fileName()));
	}

	Path directory() {
		return this.path.getParent();
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
		return new ModelFile(this.model.id(), this.path, this.model.sizeBytes());
	}

	/** Why the file is not to be used; empty if it is. */
	Optional<String> problem() {
		try {
			if (!Files.isRegularFile(this.path)) {
				return Optional.of("it is missing");
			}
			long sizeBytes = Files.size(this.path);
			if (sizeBytes != this.model.sizeBytes()) {
				return Optional.of("it has %,d bytes, not %,d".formatted(sizeBytes, this.model.sizeBytes()));
			}
			FirstBytes first = FirstBytes.of(this.path);
			return first.isModel() ? Optional.empty() : Optional.of("it is " + first.description());
		}
		catch (IOException ex) {
			return Optional.of("it cannot be read: " + ex);
		}
	}

	private Path beside(String suffix) {
		return this.path.resolveSibling(this.path.getFileName() + suffix);
	}

}
