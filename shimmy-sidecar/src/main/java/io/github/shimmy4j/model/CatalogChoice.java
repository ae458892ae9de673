package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Which variant of a catalog's model a server gets.
 *
 * @param directory models directory
 * @param model the model
 * @param server what the server can do
 */
record CatalogChoice(Path directory, CatalogModel model, ServerCapabilities server) {

	/** Throws UNSUPPORTED_MODEL if the server runs none of the variants. */
	ModelLocation location() {
		List<CatalogVariant> runnable = runnable();
		if (runnable.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"Model '%s' has no variant for this server: %s".formatted(this.model.id(), reasons()));
		}
		return present().<ModelLocation>map(ModelLocation.Present::new)
			.orElseGet(() -> new ModelLocation.NeedsTransfer(runnable.get(0)));
	}

	/** The first variant that is there and runs. */
	Optional<ModelFile> present() {
		return runnable().stream()
			.flatMap((variant) -> new CatalogFile(this.directory, variant).present().stream())
			.findFirst();
	}

	private List<CatalogVariant> runnable() {
		return this.model.variants()
			.stream()
			.filter((variant) -> fit(variant).answer() == ServerFit.Answer.YES)
			.toList();
	}

	private ServerFit fit(CatalogVariant variant) {
		return ServerFit.of(ModelNeeds.of(variant.tensorTypes()), this.server);
	}

	private String reasons() {
		return this.model.variants()
			.stream()
			.map((variant) -> variant.fileName() + ": " + fit(variant).reason())
			.collect(Collectors.joining("; "));
	}

}
