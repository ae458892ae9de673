package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Asks a server program which models it finds. */
@FunctionalInterface
public interface ModelLister {

	/**
	 * Runs the listing and waits for its end, within a time limit.
	 * @return the models, or the reason why there is no listing; never throws
	 */
	Listing list();

	/** Result of a listing. */
	sealed interface Listing permits Models, Failed {

	}

	/**
	 * The server listed models.
	 *
	 * @param models the models, in the order of the server
	 */
	record Models(List<ListedModel> models) implements Listing {

		public Models {
			models = List.copyOf(models);
		}

	}

	/**
	 * The listing failed.
	 *
	 * @param reason what was tried and how it ended
	 */
	record Failed(String reason) implements Listing {
	}

	/**
	 * A model in the list of a server.
	 *
	 * @param name the server's id of the model; not blank
	 * @param path its file; null if the server does not tell
	 */
	record ListedModel(String name, @Nullable Path path) {

		public ListedModel {
			if (name.isBlank()) {
				throw new IllegalArgumentException("a listed model has no name");
			}
		}

	}

}
