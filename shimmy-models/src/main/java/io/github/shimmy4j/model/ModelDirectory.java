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
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.DiskSpace;
import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.Leftovers;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.VerifiedFiles;
import io.github.shimmy4j.transfer.VerifiedTransfer;
import io.github.shimmy4j.transfer.VerifiedTransfer.LookupPlace;
import io.github.shimmy4j.transfer.WantedFile;
import org.jspecify.annotations.Nullable;

/**
 * The registry of one models directory and one catalog. The first download creates the
 * directory. Several threads and processes may use the same directory.
 */
public final class ModelDirectory implements ModelRegistry {

	private final Path directory;

	private final ModelSettings settings;

	private final VerifiedFiles files = new VerifiedFiles();

	private final Licenses licenses;

	private final VerifiedTransfer transfer;

	private final ModelShelf shelf;

	private final LocalListing listing;

	/**
	 * A registry whose transfers are only logged, and that lists only its directory.
	 * @param directory models directory
	 * @param catalog models known by name
	 */
	public ModelDirectory(Path directory, ModelCatalog catalog) {
		this(directory, ModelSettings.of(catalog), ProgressListener.NONE, ListingContext.NONE);
	}

	/**
	 * A registry that reports its transfers to a listener.
	 * @param directory models directory
	 * @param settings catalog, accepted licences and schemes
	 * @param listener told at most four times a second, and of the last byte
	 * @param context default model, server and stores for its lists
	 */
	public ModelDirectory(Path directory, ModelSettings settings, ProgressListener listener, ListingContext context) {
		this.directory = directory.toAbsolutePath().normalize();
		this.settings = settings;
		this.licenses = new Licenses(this.directory, settings.acceptedLicenses(), Clock.systemUTC());
		this.transfer = new VerifiedTransfer(this.files, listener);
		this.shelf = new ModelShelf(this.directory, settings.catalog(), this.files, DiskSpace.USABLE);
		this.listing = new LocalListing(this.directory, settings.catalog(), this::presentPath, context);
	}

	@Override
	public ModelLocation locate(ModelReference model) {
		Optional<ModelLocation> known = withDigest(model);
		if (known.isPresent() && !(model instanceof ModelReference.Source)) {
			// The catalog has the tensor types, so no header needs to be read.
			return known.get();
		}
		ModelLocation location = known.orElseGet(() -> new ModelLocation.Present(ModelFile.open(file(model))));
		if (location instanceof ModelLocation.Present present) {
			// Refuses a truncated file now, before anything is started.
			present.file().header();
		}
		return location;
	}

	/**
	 * Location of a model whose digest the catalog or its source knows; reads no header.
	 * Empty for the user's own file.
	 */
	private Optional<ModelLocation> withDigest(ModelReference model) {
		if (model instanceof ModelReference.Source remote) {
			requireKnown(remote.source());
			return Optional.of(new RemoteModel(this.directory, remote.name(), remote.source()).locate(this.files));
		}
		return inCatalog(model).map((known) -> new ModelLocation.Variants(known, (variant) -> locate(known, variant)));
	}

	private Optional<ModelCatalog.Entry> inCatalog(ModelReference model) {
		return (model instanceof ModelReference.Name name) ? this.settings.catalog().find(name.name())
				: Optional.empty();
	}

	private ModelLocation locate(ModelCatalog.Entry model, ModelCatalog.Variant variant) {
		if (variant.sha256() == null) {
			// The hub's answer decides, as for a model that is named by its address.
			return new RemoteModel(this.directory, model.id(), variant.sources().get(0),
					variant.sources().subList(1, variant.sources().size()), model.license())
				.locate(this.files);
		}
		FilePlace place = new FilePlace(this.directory.resolve(variant.fileName()),
				new WantedFile(model.id(), variant.sizeBytes(), variant.sha256()));
		return this.files.verify(place).isEmpty()
				? new ModelLocation.Present(new ModelFile(model.id(), place.path(), variant.sizeBytes()))
				: new ModelLocation.NeedsTransfer(model.id(),
						new ModelDownload(place, variant.sha256(), model.license(), variant.sources()));
	}

	/** Path of the user's own file. Throws MODEL_NOT_FOUND for a name without a file. */
	private Path file(ModelReference model) {
		Path path = path(model);
		// A directory that may not be read fails later, with that reason.
		if (model instanceof ModelReference.Name && Files.notExists(path)) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
					"Model '%s' was not found: there is no file '%s', and the catalog has %s".formatted(model.name(),
							path, String.join(", ", this.settings.catalog().ids())));
		}
		return path;
	}

	/** A bare file name may also be in the models directory. */
	private Path path(ModelReference model) {
		if (!(model instanceof ModelReference.File file)) {
			return this.directory.resolve(model.name() + ModelFile.EXTENSION);
		}
		Path inDirectory = this.directory.resolve(file.path());
		return file.isBareName() && !Files.exists(file.path()) && Files.exists(inDirectory) ? inDirectory : file.path();
	}

	private void requireKnown(SourceReference source) {
		if (source instanceof SourceReference.Custom custom && !this.settings.schemes().contains(custom.scheme())) {
			TreeSet<String> known = new TreeSet<>(this.settings.schemes());
			known.addAll(List.of("file", "hf", "https", "pypi"));
			throw Setting.MODEL.refuse(source.shown(), ", whose scheme '%s' is not known; known are %s"
				.formatted(custom.scheme(), String.join(", ", known)), null);
		}
	}

	@Override
	public ModelFile ensureDefault(ModelReference model, ServerCapabilities server, DownloadHandler handler) {
		ModelLocation location = locate(model, server);
		// Each part of a split model takes at most two steps.
		for (int step = 0; step < 2 * ModelParts.MAX_PARTS; step++) {
			if (location instanceof ModelLocation.NeedsLookup unknown) {
				lookUp(unknown, handler);
			}
			else if (location instanceof ModelLocation.NeedsTransfer missing) {
				fetch(missing.download(), inCatalog(model).map(ModelCatalog.Entry::licenseUrl).orElse(null), handler);
			}
			else if (location instanceof ModelLocation.Present present) {
				return present.file();
			}
			location = locate(model, server);
		}
		throw new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED,
				"Model '%s' is still missing after it was fetched: something removes or changes its files"
					.formatted(model.shown()));
	}

	private void lookUp(ModelLocation.NeedsLookup unknown, DownloadHandler handler) {
		LookupPlace place = new RemoteModel(this.directory, unknown.name(), unknown.source()).lookupPlace();
		this.transfer.lookUp(place, unknown.source().shown(),
				(progress) -> handler.lookUp(unknown.source(), place.partial(), progress));
	}

	private void fetch(ModelDownload download, @Nullable String licenseUrl, DownloadHandler handler) {
		this.licenses.requireAccepted(download, licenseUrl);
		this.transfer.ensure(download.place(), (destination, progress) -> {
			handler.download(download, destination, progress);
			return handler.verifies();
		});
	}

	@Override
	public List<LocalModel> listLocal() {
		return this.listing.list();
	}

	/** The present file that a server would be given; empty if it can run none. */
	private Optional<Path> presentPath(ModelReference model, ServerCapabilities server) {
		ModelLocation location = withDigest(model).orElse(null);
		if (location == null) {
			return Optional.of(path(model));
		}
		Optional<ModelFile> file = (location instanceof ModelLocation.Variants variants) ? variants.present(server)
				: (location instanceof ModelLocation.Present present) ? Optional.of(present.file()) : Optional.empty();
		return file.map(ModelFile::path);
	}

	@Override
	public ModelFile importFile(Path file, String name) {
		return this.shelf.add(file, name);
	}

	@Override
	public void remove(ModelReference model) {
		this.shelf.remove(model.name(), existing(model));
	}

	@Override
	public Verification verify(ModelReference model) {
		Path file = existing(model);
		if (anyVariant(model) instanceof ModelLocation.NeedsTransfer damaged) {
			return new Verification(file, Verification.Outcome.DAMAGED,
					this.files.verify(damaged.download().place()).orElse("it was repaired in the meantime"));
		}
		return this.shelf.verify(file);
	}

	@Override
	public long prune() {
		return Leftovers.prune(this.directory, Clock.systemUTC());
	}

	/** Path of a file that exists, even if it is damaged. */
	private Path existing(ModelReference model) {
		ModelLocation location = anyVariant(model);
		if (location == null) {
			return ModelFile.existing(file(model));
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
				"Model '%s' is not in '%s'".formatted(model.name(), this.directory));
	}

	/** As {@link #withDigest}, for a server that can run every variant; null if empty. */
	private @Nullable ModelLocation anyVariant(ModelReference model) {
		ModelLocation location = withDigest(model).orElse(null);
		return (location instanceof ModelLocation.Variants) ? location.on(ServerCapabilities.OPENAI) : location;
	}

}
