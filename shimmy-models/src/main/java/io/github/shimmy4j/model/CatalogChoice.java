package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.VerifiedFiles;
import io.github.shimmy4j.transfer.WantedFile;

/**
 * Which variant of a catalog's model a server gets.
 *
 * @param directory models directory
 * @param model the model
 * @param server what the server can do
 * @param files knows which files are what they should be
 */
record CatalogChoice(Path directory, CatalogModel model, ServerCapabilities server, VerifiedFiles files) {

	/** Throws UNSUPPORTED_MODEL if the server runs none of the variants. */
	ModelLocation location() {
		List<CatalogVariant> runnable = runnable();
		if (runnable.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"Model '%s' has no variant for this server: %s".formatted(this.model.id(), reasons()));
		}
		return present().<ModelLocation>map(ModelLocation.Present::new).orElseGet(() -> locate(runnable.get(0)));
	}

	/** The first variant that is there and runs. */
	Optional<ModelFile> present() {
		return runnable().stream()
			.map(this::locate)
			.filter(ModelLocation.Present.class::isInstance)
			.map((location) -> ((ModelLocation.Present) location).file())
			.findFirst();
	}

	private ModelLocation locate(CatalogVariant variant) {
		String id = this.model.id();
		if (variant.sha256() == null) {
			// Its hub's record decides, as if the user had named it by where it is.
			RemoteModel remote = new RemoteModel(id, variant.sources().get(0),
					variant.sources().subList(1, variant.sources().size()), this.model.license());
			return new RemoteModels(this.directory, this.files).locate(remote);
		}
		FilePlace place = new FilePlace(this.directory.resolve(variant.fileName()),
				new WantedFile(id, variant.sizeBytes(), variant.sha256()));
		return this.files.problem(place).isEmpty()
				? new ModelLocation.Present(new ModelFile(id, place.path(), variant.sizeBytes()))
				: new ModelLocation.NeedsTransfer(id,
						new ModelDownload(place, variant.sha256(), this.model.license(), variant.sources()));
	}

	private List<CatalogVariant> runnable() {
		return this.model.variants()
			.stream()
			.filter((variant) -> fit(variant).answer() == ServerFit.Answer.YES)
			.toList();
	}

	private ServerFit fit(CatalogVariant variant) {
		return ServerFit.of(this.model.needs(variant), this.server);
	}

	private String reasons() {
		return this.model.variants()
			.stream()
			.map((variant) -> variant.fileName() + ": " + fit(variant).reason())
			.collect(Collectors.joining("; "));
	}

}
