package io.github.shimmy4j.model;

import java.util.List;

/** What a server's own listing of models came to. */
public sealed interface ServerListing permits ServerListing.Models, ServerListing.Failed {

	/**
	 * The server listed models.
	 *
	 * @param models the models, in the order of the server
	 */
	record Models(List<ListedModel> models) implements ServerListing {

		public Models {
			models = List.copyOf(models);
		}

	}

	/**
	 * There is no listing.
	 *
	 * @param reason what was tried and how it ended
	 */
	record Failed(String reason) implements ServerListing {
	}

}
