package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnerOnly;

/**
 * Models that are named by where they are. What the source said of one is kept, so that
 * nothing is asked again while its file is there; and each commit has a folder of its
 * own, so that a branch that moves on never mixes two files.
 *
 * @param directory models directory
 */
record RemoteModels(Path directory) {

	/** SPDX's word for a licence that nobody has stated. */
	private static final String UNKNOWN_LICENSE = "NOASSERTION";

	ModelLocation locate(ModelReference.Remote reference) {
		Optional<RemoteFile> known = known(reference.source());
		if (known.isEmpty()) {
			return new ModelLocation.NeedsLookup(reference.name(), reference.source());
		}
		CatalogFile file = place(reference, known.get());
		return file.present().isPresent() ? new ModelLocation.Present(named(reference, file))
				: new ModelLocation.NeedsTransfer(file.model());
	}

	/** The place of a file that may have to be looked up first. */
	CatalogFile find(ModelReference.Remote reference, DownloadHandler handler) {
		RemoteFile file = known(reference.source()).orElseGet(() -> lookUp(reference.source(), handler));
		return place(reference, file);
	}

	static ModelFile named(ModelReference.Remote reference, CatalogFile file) {
		return new ModelFile(reference.name(), file.path(), file.model().sizeBytes());
	}

	private RemoteFile lookUp(ModelSource.Hub source, DownloadHandler handler) {
		try {
			RemoteFile file = handler.lookUp(source);
			JsonFile<RemoteFile> kept = kept(source);
			OwnerOnly.createDirectory(kept.path().resolveSibling(""));
			kept.write(file);
			return file;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(source, "was interrupted", ex);
		}
		catch (IOException ex) {
			throw failed(source, "failed: " + TransferReason.of(ex), ex);
		}
	}

	private Optional<RemoteFile> known(ModelSource.Hub source) {
		JsonFile<RemoteFile> kept = kept(source);
		try {
			return Files.exists(kept.path()) ? kept.read() : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private CatalogFile place(ModelReference.Remote reference, RemoteFile file) {
		ModelSource.Hub pinned = reference.source().at(file.commit());
		Path path = repository(pinned).resolve(file.commit()).resolve(pinned.file());
		CatalogVariant variant = new CatalogVariant(reference.name().toLowerCase(Locale.ROOT),
				String.valueOf(path.getFileName()), file.sizeBytes(), file.sha256(), UNKNOWN_LICENSE, Set.of(),
				List.of(pinned));
		return new CatalogFile(path.resolveSibling(""), variant);
	}

	private JsonFile<RemoteFile> kept(ModelSource.Hub source) {
		return new JsonFile<>(
				repository(source).resolve("revisions").resolve(source.revision()).resolve(source.file() + ".json"),
				RemoteFile.class);
	}

	private Path repository(ModelSource.Hub source) {
		return this.directory.resolve("hf").resolve(source.repository());
	}

	private static ShimmyException failed(ModelSource.Hub source, String how, Exception cause) {
		return new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED,
				"Asking what '%s' is %s".formatted(source.reference(), how), cause);
	}

}
