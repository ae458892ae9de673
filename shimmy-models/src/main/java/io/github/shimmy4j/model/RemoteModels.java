package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.VerifiedFiles;
import io.github.shimmy4j.transfer.VerifiedTransfer;

/**
 * Finds models that are named by where they are, as far as their sources were asked.
 *
 * @param directory models directory
 * @param files knows which files are what they should be
 */
record RemoteModels(Path directory, VerifiedFiles files) {

	/** The first part that has to be looked up or fetched; present if there is none. */
	ModelLocation locate(RemoteModel model) {
		FilePlace first = null;
		RemoteFile known = null;
		List<RemoteModel> parts = model.parts();
		for (RemoteModel each : parts) {
			// All of one commit.
			RemoteModel part = (known != null) ? each.at(known) : each;
			Optional<RemoteFile> found = VerifiedTransfer.lookedUp(part.record(this.directory));
			if (found.isEmpty()) {
				return new ModelLocation.NeedsLookup(model.name(), part.source());
			}
			ModelDownload download = part.download(this.directory, found.get());
			if (this.files.problem(download.place()).isPresent()) {
				return new ModelLocation.NeedsTransfer(model.name(), download);
			}
			known = (known != null) ? known : found.get();
			first = (first != null) ? first : download.place();
		}
		if (first == null) {
			throw new IllegalStateException("a model has one part at least");
		}
		return new ModelLocation.Present(new ModelFile(model.name(), first.path(), first.wanted().sizeBytes()));
	}

}
