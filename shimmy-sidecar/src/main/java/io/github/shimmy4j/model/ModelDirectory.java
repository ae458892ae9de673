package io.github.shimmy4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * The registry of one models directory and one catalog. The directory is created when the
 * first model is fetched into it. Several threads, and several processes, may use the
 * same directory.
 */
public final class ModelDirectory implements ModelRegistry {

	private final Path directory;

	private final ModelCatalog catalog;

	private final ModelTransfer transfer;

	/**
	 * A registry whose transfers are only logged.
	 * @param directory models directory
	 * @param catalog models known by name
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog) {
		this(directory, catalog, TransferProgress.NONE);
	}

	/**
	 * A registry that tells a listener of its transfers.
	 * @param directory models directory
	 * @param catalog models known by name
	 * @param listener told at most four times a second, and of the last byte
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog, TransferProgress listener) {
		this(directory, catalog, new ModelTransfer(listener));
	}

	ModelDirectory(Path directory, ModelCatalog catalog, ModelTransfer transfer) {
		this.directory = directory.toAbsolutePath().normalize();
		this.catalog = catalog;
		this.transfer = transfer;
	}

	@Override
	public ModelLocation locate(String model) {
		ModelReference reference = ModelReference.parse(model);
		if (reference instanceof ModelReference.File file) {
			return new ModelLocation.Present(GgufFiles.open(place(file)));
		}
		Optional<CatalogModel> known = this.catalog.find(model);
		if (known.isPresent()) {
			Optional<ModelFile> present = new CatalogFile(this.directory, known.get()).present();
			return present.<ModelLocation>map(ModelLocation.Present::new)
				.orElseGet(() -> new ModelLocation.NeedsTransfer(known.get()));
		}
		return new ModelLocation.Present(GgufFiles.open(named(model)));
	}

	@Override
	public ModelFile ensureDefault(String modelId, DownloadHandler handler) {
		ModelLocation location = locate(modelId);
		if (location instanceof ModelLocation.NeedsTransfer missing) {
			return this.transfer.ensure(new CatalogFile(this.directory, missing.model()), handler);
		}
		return ((ModelLocation.Present) location).file();
	}

	/** A bare file name may also be one of the models directory. */
	private Path place(ModelReference.File file) {
		Path inDirectory = this.directory.resolve(file.path());
		return file.isBareName() && !Files.exists(file.path()) && Files.exists(inDirectory) ? inDirectory : file.path();
	}

	private Path named(String name) {
		Path file = this.directory.resolve(name + ModelReference.EXTENSION);
		if (!Files.exists(file)) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
					"Model '%s' is neither in the catalog (%s) nor a file '%s'".formatted(name,
							String.join(", ", this.catalog.ids()), file));
		}
		return file;
	}

}
