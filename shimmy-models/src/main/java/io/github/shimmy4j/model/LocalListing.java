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
import io.github.shimmy4j.text.PrintableLogger;

/** Lists the models of one machine. Reads their headers anew each time. */
final class LocalListing {

	private static final PrintableLogger logger = PrintableLogger.of(LocalListing.class);

	private final Path directory;

	private final ModelCatalog catalog;

	private final BiFunction<ModelReference, ServerCapabilities, Optional<Path>> lookup;

	private final ListingContext context;

	private final AtomicReference<String> lastFailure = new AtomicReference<>("");

	/**
	 * Lists nothing yet.
	 * @param directory models directory
	 * @param catalog models known by name
	 * @param lookup finds the file that a server gets of a model
	 * @param context what else is listed
	 */
	LocalListing(Path directory, ModelCatalog catalog,
			BiFunction<ModelReference, ServerCapabilities, Optional<Path>> lookup, ListingContext context) {
		this.directory = directory;
		this.catalog = catalog;
		this.lookup = lookup;
		this.context = context;
	}

	List<LocalModel> list() {
		Optional<ServerCapabilities> server = this.context.server().get();
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
	 * Each model once, however many links and lists lead to it, and one for all parts of
	 * a model in parts. The models directory comes first, so that its files keep their
	 * names.
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
			warn(failed.reason());
			this.context.stores().forEach((store) -> addFilesOf(store, models));
		}
		return models;
	}

	private static void addFilesOf(Path directory, Map<Path, Found> models) {
		GgufScan.of(directory).forEach((file) -> add(ModelFile.stem(file), file, models));
	}

	/** What was added first stays. A path that leads to no file is left out. */
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

	private void warn(String reason) {
		if (!reason.equals(this.lastFailure.getAndSet(reason))) {
			logger
				.warn("No server lists the models of other programs, so their directories are searched for GGUF files "
						+ "instead: {}", reason);
		}
	}

	/** The first variant that is there has the model's name. */
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
	 * A name that is taken is preceded by as many of the file's directories as it takes,
	 * so that it stays the same when other files come.
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

	/** It stays the default where the server runs no variant that is there. */
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
			logger.debug("The default model leads to no file", ex);
			return Optional.empty();
		}
	}

	private static LocalModel describe(String name, Path file, boolean isDefault, Optional<ServerCapabilities> server) {
		ModelParts parts = ModelParts.of(file);
		long sizeBytes = sizeBytes(parts);
		try {
			GgufHeader header = ModelFile.header(parts);
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

	/**
	 * A model's file.
	 *
	 * @param name name of the file without its extension, or by which a server lists it
	 * @param file where it was found
	 * @param realPath where it is
	 */
	private record Found(String name, Path file, Path realPath) {
	}

}
