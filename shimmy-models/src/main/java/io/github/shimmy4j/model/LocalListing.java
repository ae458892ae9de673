package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.model.ModelLocation.ServerFit;
import io.github.shimmy4j.text.PrintableLogger;

/** Lists the models of this machine. Each listing reads the headers again. */
final class LocalListing {

	private static final PrintableLogger logger = PrintableLogger.of(LocalListing.class);

	private final Path directory;

	private final ModelCatalog catalog;

	private final BiFunction<ModelReference, ServerCapabilities, Optional<Path>> lookup;

	private final ListingContext context;

	private final AtomicReference<String> lastFailure = new AtomicReference<>("");

	/** The lookup finds the present file of a model that a server would be given. */
	LocalListing(Path directory, ModelCatalog catalog,
			BiFunction<ModelReference, ServerCapabilities, Optional<Path>> lookup, ListingContext context) {
		this.directory = directory;
		this.catalog = catalog;
		this.lookup = lookup;
		this.context = context;
	}

	List<LocalModel> list() {
		Optional<ServerCapabilities> server = this.context.server();
		Optional<Path> chosen = defaultFile(server.orElse(ServerCapabilities.OPENAI));
		Map<Path, String> catalogNames = catalogNames();
		Set<String> taken = new HashSet<>(this.catalog.ids());
		return find().values().stream().map((found) -> {
			String catalogName = catalogNames.get(found.realPath());
			String name = (catalogName != null) ? catalogName : uniqueName(found, taken);
			return describe(name, found.file(), chosen.filter(found.realPath()::equals).isPresent(), server);
		}).toList();
	}

	/**
	 * Finds each model once, even if several links lead to it; a split model is one
	 * model. The models directory comes first, so that its files keep their names.
	 */
	private Map<Path, Found> find() {
		Map<Path, Found> models = new LinkedHashMap<>();
		addFilesOf(this.directory, models);
		ModelLister lister = this.context.lister();
		if (lister == null) {
			return models;
		}
		ModelLister.Listing listing = lister.list();
		if (listing instanceof ModelLister.Models listed) {
			this.lastFailure.set("");
			listed.models().forEach((model) -> {
				if (model.path() != null) {
					add(model.name(), model.path().toAbsolutePath().normalize(), models);
				}
			});
		}
		else if (listing instanceof ModelLister.Failed failed) {
			if (!failed.reason().equals(this.lastFailure.getAndSet(failed.reason()))) {
				logger.warn(
						"Searching the directories of other programs for GGUF files, since no server listed them: {}",
						failed.reason());
			}
			this.context.stores().forEach((store) -> addFilesOf(store, models));
		}
		return models;
	}

	private static void addFilesOf(Path directory, Map<Path, Found> models) {
		GgufScan.of(directory).forEach((file) -> add(ModelFile.stem(file), file, models));
	}

	/** Ignores a path without a file, and a file that was added before. */
	private static void add(String listedName, Path file, Map<Path, Found> models) {
		Path first = ModelParts.of(file).files().stream().filter(Files::isRegularFile).findFirst().orElse(file);
		String name = ModelFile.isNamedLikeModel(first) ? ModelFile.stem(first) : listedName;
		realPath(first).ifPresent((real) -> models.putIfAbsent(real, new Found(name, first, real)));
	}

	private static Optional<Path> realPath(Path file) {
		try {
			return Files.isRegularFile(file) ? Optional.of(file.toRealPath()) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/** Names of the catalog, by the file of the first variant that is present. */
	private Map<Path, String> catalogNames() {
		Map<Path, String> names = new HashMap<>();
		for (String id : this.catalog.ids()) {
			this.lookup.apply(new ModelReference.Name(id), ServerCapabilities.OPENAI)
				.flatMap(LocalListing::realPath)
				.ifPresent((file) -> names.put(file, id));
		}
		return names;
	}

	/**
	 * Puts as many of the file's directories before a taken name as are needed, so that
	 * the name stays the same when other files are added.
	 */
	private static String uniqueName(Found found, Set<String> taken) {
		String name = found.name();
		Path folder = found.file().getParent();
		while (!taken.add(name) && folder != null && folder.getFileName() != null) {
			name = folder.getFileName() + "/" + name;
			folder = folder.getParent();
		}
		return name;
	}

	/** Also found if the server cannot run any variant that is present. */
	private Optional<Path> defaultFile(ServerCapabilities server) {
		ModelReference model = this.context.defaultModel();
		if (model == null) {
			return Optional.empty();
		}
		try {
			return this.lookup.apply(model, server)
				.or(() -> this.lookup.apply(model, ServerCapabilities.OPENAI))
				.flatMap(LocalListing::realPath);
		}
		catch (ShimmyException ex) {
			logger.debug("Default model cannot be located", ex);
			return Optional.empty();
		}
	}

	private static LocalModel describe(String name, Path file, boolean isDefault, Optional<ServerCapabilities> server) {
		ModelParts parts = ModelParts.of(file);
		long sizeBytes = sizeBytes(parts);
		try {
			GgufHeader header = ModelFile.header(parts);
			ServerFit fit = server.map((present) -> ServerFit.of(header.needs(), present))
				.orElseGet(() -> ServerFit.unknown("no server is running, so its capabilities are not known"));
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
			// Removed in the meantime: reading its header fails with the reason.
			return 0;
		}
	}

	/** A model's file, which may be a link to its real path. */
	private record Found(String name, Path file, Path realPath) {
	}

}
