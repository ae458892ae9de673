package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.transfer.VerifiedFiles;

/** Lists the models of one machine. Reads their headers anew each time. */
final class LocalListing {

	private static final PrintableLogger log = PrintableLogger.of(LocalListing.class);

	private final ModelPlaces places;

	private final VerifiedFiles files;

	private final ListingContext context;

	private final AtomicReference<String> lastFailure = new AtomicReference<>("");

	LocalListing(ModelPlaces places, VerifiedFiles files, ListingContext context) {
		this.places = places;
		this.files = files;
		this.context = context;
	}

	List<LocalModel> list() {
		Optional<ServerCapabilities> server = this.context.server().get();
		Optional<Path> chosen = defaultFile(server.orElse(ServerCapabilities.OPENAI));
		Map<Path, String> catalogNames = catalogNames();
		UniqueNames names = new UniqueNames(this.places.catalog().ids());
		return find().all().stream().map((found) -> {
			String catalogName = catalogNames.get(found.realPath());
			String name = (catalogName != null) ? catalogName : names.claim(found.name(), found.file());
			return describe(name, found.file(), chosen.filter(found.realPath()::equals).isPresent(), server);
		}).toList();
	}

	/** The models directory comes first, so that its files keep their names. */
	private FoundModels find() {
		FoundModels models = new FoundModels();
		addFilesOf(this.places.directory(), models);
		ModelLister lister = this.context.lister();
		if (lister == null) {
			return models;
		}
		ServerListing listing = lister.list();
		if (listing instanceof ServerListing.Models listed) {
			this.lastFailure.set("");
			listed.models().forEach((model) -> {
				if (model.path() != null) {
					models.add(model.name(), model.path().toAbsolutePath().normalize());
				}
			});
		}
		else if (listing instanceof ServerListing.Failed failed) {
			warn(failed.reason());
			this.context.stores().forEach((store) -> addFilesOf(store, models));
		}
		return models;
	}

	private static void addFilesOf(Path directory, FoundModels models) {
		GgufScan.of(directory).forEach((file) -> models.add(GgufFiles.stem(file), file));
	}

	private void warn(String reason) {
		if (!reason.equals(this.lastFailure.getAndSet(reason))) {
			log.warn("No server lists the models of other programs, so their directories are searched for GGUF files "
					+ "instead: {}", reason);
		}
	}

	/** The first variant that is there has the model's name. */
	private Map<Path, String> catalogNames() {
		Map<Path, String> names = new HashMap<>();
		for (CatalogModel model : this.places.catalog().models()) {
			choice(model, ServerCapabilities.OPENAI).present()
				.flatMap((file) -> FoundModels.realPath(file.path()))
				.ifPresent((file) -> names.put(file, model.id()));
		}
		return names;
	}

	private Optional<Path> defaultFile(ServerCapabilities server) {
		ModelReference reference = this.context.defaultModel();
		if (reference == null) {
			return Optional.empty();
		}
		try {
			Optional<CatalogModel> known = this.places.known(reference);
			Optional<Path> file = (reference instanceof ModelReference.Source remote) ? remoteFile(remote)
					: known.isPresent() ? catalogFile(known.get(), server) : Optional.of(this.places.file(reference));
			return file.flatMap(FoundModels::realPath);
		}
		catch (ShimmyException ex) {
			log.debug("The default model leads to no file", ex);
			return Optional.empty();
		}
	}

	private CatalogChoice choice(CatalogModel model, ServerCapabilities server) {
		return new CatalogChoice(this.places.directory(), model, server, this.files);
	}

	private Optional<Path> remoteFile(ModelReference.Source reference) {
		ModelLocation location = new RemoteModels(this.places.directory(), this.files)
			.locate(new RemoteModel(reference.name(), reference.source()));
		return (location instanceof ModelLocation.Present present) ? Optional.of(present.file().path())
				: Optional.empty();
	}

	/** It stays the default where the server runs no variant that is there. */
	private Optional<Path> catalogFile(CatalogModel model, ServerCapabilities server) {
		return choice(model, server).present()
			.or(() -> choice(model, ServerCapabilities.OPENAI).present())
			.map(ModelFile::path);
	}

	private static LocalModel describe(String name, Path file, boolean isDefault, Optional<ServerCapabilities> server) {
		ModelParts parts = ModelParts.of(file);
		long sizeBytes = sizeBytes(parts);
		try {
			GgufHeader header = GgufFiles.header(parts);
			ServerFit fit = server.map((present) -> ServerFit.of(header.needs(), present))
				.orElseGet(() -> ServerFit.unknown("no server runs that could be asked what it can run"));
			return new LocalModel(name, file, sizeBytes, header.architecture(), header.quantization(),
					header.contextTokens(), isDefault, fit);
		}
		catch (ShimmyException ex) {
			String problem = String.valueOf(ex.getMessage());
			return new LocalModel(name, file, sizeBytes, null, null, 0, isDefault, ServerFit.no(problem));
		}
	}

	private static long sizeBytes(ModelParts parts) {
		try {
			return parts.sizeBytes();
		}
		catch (IOException ex) {
			// It went away meanwhile; its header will tell.
			return 0;
		}
	}

}
