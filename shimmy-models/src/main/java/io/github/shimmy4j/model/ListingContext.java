package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ServerCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a list of local models: the default model, the server and the stores
 * of other programs.
 *
 * @param defaultModel the model that is served by default; null if there is none
 * @param server asked at each listing for the capabilities of the running server; empty
 * while none runs
 * @param stores directories of other programs, searched if the lister fails
 * @param lister lists the models in these directories; null to list only the models
 * directory
 */
public record ListingContext(@Nullable ModelReference defaultModel, Supplier<Optional<ServerCapabilities>> server,
		List<Path> stores, @Nullable ModelLister lister) {

	/** No default model, no server, no other directories. */
	static final ListingContext NONE = new ListingContext(null, Optional::empty);

	public ListingContext {
		stores = List.copyOf(stores);
	}

	/**
	 * Lists only the models directory.
	 * @param defaultModel the model that is served by default; null if there is none
	 * @param server asked at each listing for the capabilities of the running server
	 */
	public ListingContext(@Nullable ModelReference defaultModel, Supplier<Optional<ServerCapabilities>> server) {
		this(defaultModel, server, List.of(), null);
	}

}
