package io.github.shimmy4j.model;

/**
 * What a model's name leads to, found out without touching the network.
 */
public sealed interface ModelLocation permits ModelLocation.Present, ModelLocation.NeedsTransfer {

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
	 * The catalog knows the model, but its file is missing or not what the catalog says.
	 *
	 * @param variant what has to be fetched
	 */
	record NeedsTransfer(CatalogVariant variant) implements ModelLocation {

		@Override
		public String name() {
			return this.variant.id();
		}

	}

}
