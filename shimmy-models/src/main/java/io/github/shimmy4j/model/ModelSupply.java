package io.github.shimmy4j.model;

import java.nio.file.Path;

import io.github.shimmy4j.transfer.LookupPlace;
import io.github.shimmy4j.transfer.VerifiedTransfer;

/**
 * Brings what is missing of a model, one step at a time: what it is, then what it
 * contains.
 *
 * @param directory models directory
 * @param licenses knows what may be fetched
 * @param transfer makes files visible
 */
record ModelSupply(Path directory, Licenses licenses, VerifiedTransfer transfer) {

	/** Does what the location lacks; does nothing for a model that is there. */
	void bring(ModelLocation location, String licenseUrl, DownloadHandler handler) {
		if (location instanceof ModelLocation.NeedsLookup unknown) {
			RemoteModel model = new RemoteModel(unknown.name(), unknown.source());
			LookupPlace place = model.lookUpPlace(this.directory);
			this.transfer.lookUp(place, unknown.source().shown(),
					(progress) -> handler.lookUp(unknown.source(), place.partial(), progress));
		}
		else if (location instanceof ModelLocation.NeedsTransfer missing) {
			this.licenses.require(missing.download(), licenseUrl.isEmpty() ? null : licenseUrl);
			this.transfer.ensure(missing.download().place(), (destination, progress) -> {
				handler.download(missing.download(), destination, progress);
				return handler.verifies();
			});
		}
	}

}
