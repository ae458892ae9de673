package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ServerCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * What a list of local models is made of besides the models directory, and what it is
 * compared with.
 *
 * @param defaultModel the model that is served by default; null if no model is the
 * default
 * @param server asked at each listing for what the present server can do; empty while
 * there is none
 * @param stores directories of other programs that are searched when the lister fails
 * @param lister asks a server program what it finds in those directories; null if nobody
 * is asked
 */
public record ListingContext(@Nullable ModelReference defaultModel, Supplier<Optional<ServerCapabilities>> server,
		List<Path> stores, @Nullable ModelLister lister) {

	/** No default, no server, no other directories. */
	static final ListingContext NONE = new ListingContext(null, Optional::empty);

	public ListingContext {
		stores = List.copyOf(stores);
	}

	/**
	 * The models directory alone.
	 * @param defaultModel the model that is served by default; null if no model is the
	 * default
	 * @param server asked at each listing for what the present server can do
	 */
	public ListingContext(@Nullable ModelReference defaultModel, Supplier<Optional<ServerCapabilities>> server) {
		this(defaultModel, server, List.of(), null);
	}

}
