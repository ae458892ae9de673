package io.github.shimmy4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.DiskSpace;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.VerifiedFiles;
import io.github.shimmy4j.transfer.VerifiedTransfer;

/**
 * The registry of one models directory and one catalog. The directory is created when the
 * first model is fetched into it. Several threads, and several processes, may use the
 * same directory.
 */
public final class ModelDirectory implements ModelRegistry {

	private final ModelSettings settings;

	private final ModelPlaces places;

	private final VerifiedFiles files;

	private final ModelSupply supply;

	private final ModelShelf shelf;

	private final LocalListing listing;

	/**
	 * A registry whose transfers are only logged, and that lists its directory alone.
	 * @param directory models directory
	 * @param catalog models known by name
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog) {
		this(directory, ModelSettings.of(catalog), ProgressListener.NONE, ListingContext.NONE);
	}

	/**
	 * A registry that tells a listener of its transfers, and knows what its lists are
	 * compared with.
	 * @param directory models directory
	 * @param settings catalog, licences and schemes
	 * @param listener told at most four times a second, and of the last byte
	 * @param context what else is listed, and the server that is to run it
	 */
	public ModelDirectory(Path directory, ModelSettings settings, ProgressListener listener, ListingContext context) {
		this(directory, settings, new VerifiedFiles(), listener, context);
	}

	private ModelDirectory(Path directory, ModelSettings settings, VerifiedFiles files, ProgressListener listener,
			ListingContext context) {
		this.settings = settings;
		this.places = new ModelPlaces(directory, settings.catalog());
		this.files = files;
		this.supply = new ModelSupply(this.places.directory(),
				new Licenses(this.places.directory(), settings.acceptedLicenses(), Clock.systemUTC()),
				new VerifiedTransfer(files, listener));
		this.shelf = new ModelShelf(this.places, files, DiskSpace.USABLE, Clock.systemUTC());
		this.listing = new LocalListing(this.places, files, context);
	}

	@Override
	public ModelLocation locate(ModelReference reference, ServerCapabilities server) {
		Optional<ModelLocation> known = known(reference, server);
		if (known.isPresent()) {
			// The catalog says of its own models what they are.
			return (reference instanceof ModelReference.Source) ? checked(known.get(), server) : known.get();
		}
		return new ModelLocation.Present(checked(GgufFiles.open(file(reference)), server));
	}

	/** Where a model is that has a source; looks at no header. */
	private Optional<ModelLocation> known(ModelReference reference, ServerCapabilities server) {
		if (reference instanceof ModelReference.Source remote) {
			requireKnown(remote.source());
			return Optional.of(new RemoteModels(this.places.directory(), this.files)
				.locate(new RemoteModel(remote.name(), remote.source())));
		}
		return this.places.known(reference)
			.map((model) -> new CatalogChoice(this.places.directory(), model, server, this.files).location());
	}

	private Path file(ModelReference reference) {
		Path path = this.places.file(reference);
		// Where nobody may look, the failure says so.
		if (reference instanceof ModelReference.Name name && Files.notExists(path)) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
					"Model '%s' is neither in the catalog (%s) nor a file '%s'".formatted(name.name(),
							String.join(", ", this.places.catalog().ids()), path));
		}
		return path;
	}

	private void requireKnown(SourceReference source) {
		if (source instanceof SourceReference.Custom custom && !this.settings.schemes().contains(custom.scheme())) {
			TreeSet<String> known = new TreeSet<>(this.settings.schemes());
			known.addAll(List.of("file", "hf", "https", "pypi"));
			throw Setting.MODEL.refuse(source.shown(), ", whose scheme '%s' is not known; known are %s"
				.formatted(custom.scheme(), String.join(", ", known)), null);
		}
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
	public ModelFile ensureDefault(ModelReference model, ServerCapabilities server, DownloadHandler handler) {
		ModelLocation location = locate(model, server);
		// A model in parts takes two steps for each.
		for (int step = 0; step < 2 * ModelParts.MAX_PARTS; step++) {
			if (location instanceof ModelLocation.Present present) {
				return present.file();
			}
			this.supply.bring(location, licenseUrl(model), handler);
			location = locate(model, server);
		}
		throw new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED,
				"Model '%s' is not there, however often it is fetched: something removes or changes it"
					.formatted(model.shown()));
	}

	private String licenseUrl(ModelReference model) {
		return this.places.known(model).map(CatalogModel::licenseUrl).orElse("");
	}

	@Override
	public List<LocalModel> listLocal() {
		return this.listing.list();
	}

	@Override
	public ModelFile importFile(Path file, String name) {
		return this.shelf.add(file, name);
	}

	@Override
	public void remove(ModelReference model) {
		this.shelf.remove(model.name(), presentFile(model));
	}

	@Override
	public Verification verify(ModelReference model) {
		Path file = presentFile(model);
		if (known(model, ServerCapabilities.OPENAI).orElse(null) instanceof ModelLocation.NeedsTransfer damaged) {
			return new Verification(file, Verification.Outcome.DAMAGED,
					this.files.problem(damaged.download().place()).orElse("it was mended meanwhile"));
		}
		return this.shelf.verify(file);
	}

	@Override
	public long prune() {
		return this.shelf.prune();
	}

	/** A file that is there, whether or not its contents are what they should be. */
	private Path presentFile(ModelReference reference) {
		ModelLocation location = known(reference, ServerCapabilities.OPENAI).orElse(null);
		if (location == null) {
			return GgufFiles.existing(file(reference));
		}
		if (location instanceof ModelLocation.Present present) {
			return present.file().path();
		}
		if (location instanceof ModelLocation.NeedsTransfer missing) {
			Path path = missing.download().place().path();
			if (ModelParts.of(path).files().stream().anyMatch(Files::exists)) {
				return path;
			}
		}
		throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
				"Model '%s' is not in '%s'".formatted(reference.name(), this.places.directory()));
	}

}
