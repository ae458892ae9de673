package io.github.shimmy4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;

/**
 * The registry of one models directory and one catalog. The directory is created when the
 * first model is fetched into it. Several threads, and several processes, may use the
 * same directory.
 */
public final class ModelDirectory implements ModelRegistry {

	private final ModelPlaces places;

	private final RemoteModels remote;

	private final ModelTransfer transfer;

	private final LocalListing listing;

	/**
	 * A registry whose transfers are only logged, and that lists its directory alone.
	 * @param directory models directory
	 * @param catalog models known by name
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog) {
		this(directory, catalog, TransferProgress.NONE);
	}

	/**
	 * A registry that tells a listener of its transfers, and lists its directory alone.
	 * @param directory models directory
	 * @param catalog models known by name
	 * @param listener told at most four times a second, and of the last byte
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog, TransferProgress listener) {
		this(directory, catalog, listener, ListingContext.NONE);
	}

	/**
	 * A registry that tells a listener of its transfers, and knows what its lists are
	 * compared with.
	 * @param directory models directory
	 * @param catalog models known by name
	 * @param listener told at most four times a second, and of the last byte
	 * @param context what else is listed, and the server that is to run it
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog, TransferProgress listener, ListingContext context) {
		this(directory, catalog, new ModelTransfer(listener), context);
	}

	ModelDirectory(Path directory, ModelCatalog catalog, ModelTransfer transfer) {
		this(directory, catalog, transfer, ListingContext.NONE);
	}

	private ModelDirectory(Path directory, ModelCatalog catalog, ModelTransfer transfer, ListingContext context) {
		this.places = new ModelPlaces(directory, catalog);
		this.remote = new RemoteModels(this.places.directory());
		this.transfer = transfer;
		this.listing = new LocalListing(this.places, context);
	}

	@Override
	public ModelLocation locate(String model, ServerCapabilities server) {
		ModelReference reference = ModelReference.parse(model);
		if (reference instanceof ModelReference.Remote remote) {
			return checked(this.remote.locate(remote), server);
		}
		Optional<CatalogModel> known = this.places.known(reference);
		if (known.isPresent()) {
			return new CatalogChoice(this.places.directory(), known.get(), server).location();
		}
		Path path = this.places.file(reference);
		if (reference instanceof ModelReference.Name && !Files.exists(path)) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
					"Model '%s' is neither in the catalog (%s) nor a file '%s'".formatted(model,
							String.join(", ", this.places.catalog().ids()), path));
		}
		return new ModelLocation.Present(checked(GgufFiles.open(path), server));
	}

	private static ModelLocation checked(ModelLocation location, ServerCapabilities server) {
		return (location instanceof ModelLocation.Present present)
				? new ModelLocation.Present(checked(present.file(), server)) : location;
	}

	private static ModelFile checked(ModelFile file, ServerCapabilities server) {
		GgufHeader header = GgufFiles.header(ModelParts.of(file.path()));
		ServerFit.of(header.needs(), server).requireFor(file.path());
		return file;
	}

	@Override
	public ModelFile ensureDefault(String modelId, ServerCapabilities server, DownloadHandler handler) {
		ModelLocation location = locate(modelId, server);
		if (ModelReference.parse(modelId) instanceof ModelReference.Remote remote) {
			return (location instanceof ModelLocation.Present present) ? present.file()
					: fetch(remote, server, handler);
		}
		if (location instanceof ModelLocation.NeedsTransfer missing) {
			return this.transfer.ensure(new CatalogFile(this.places.directory(), missing.variant()), handler);
		}
		return ((ModelLocation.Present) location).file();
	}

	private ModelFile fetch(ModelReference.Remote reference, ServerCapabilities server, DownloadHandler handler) {
		CatalogFile file = this.remote.find(reference, handler);
		this.transfer.ensure(file, handler);
		return checked(RemoteModels.named(reference, file), server);
	}

	@Override
	public List<LocalModel> listLocal() {
		return this.listing.list();
	}

}
