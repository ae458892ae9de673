package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Asks a server program which models it finds. */
@FunctionalInterface
public interface ModelLister {

	/**
	 * Runs the listing and waits for its end, within a bounded time.
	 * @return the models, or why there is no listing; nothing is thrown for it
	 */
	Listing list();

	/** What came of it. */
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
	 * There is no listing.
	 *
	 * @param reason what was tried and how it ended
	 */
	record Failed(String reason) implements Listing {
	}

	/**
	 * A model as a server lists it.
	 *
	 * @param name id by which that server knows it; not blank
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
