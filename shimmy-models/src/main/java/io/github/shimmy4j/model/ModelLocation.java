package io.github.shimmy4j.model;

import io.github.shimmy4j.transfer.SourceReference;

/**
 * What a model's name leads to, found out without touching the network.
 */
public sealed interface ModelLocation
		permits ModelLocation.Present, ModelLocation.NeedsTransfer, ModelLocation.NeedsLookup {

	/**
	 * The stable name of the model.
	 * @return the name
	 */
	String name();

	/**
	 * The model is on the disk.
	 *
	 * @param file the file, which begins like a model
	 */
	record Present(ModelFile file) implements ModelLocation {

		@Override
		public String name() {
			return this.file.name();
		}

	}

	/**
	 * It is known what the model is, but its file is missing or not what it should be.
	 *
	 * @param name stable name of the model
	 * @param download what has to be fetched
	 */
	record NeedsTransfer(String name, ModelDownload download) implements ModelLocation {
	}

	/**
	 * Its source has not been asked yet what the model is.
	 *
	 * @param name stable name of the model
	 * @param source where it is
	 */
	record NeedsLookup(String name, SourceReference source) implements ModelLocation {
	}

}
