package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ServerCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of a list of local models: the default model, the running server, and
 * the models of other programs.
 */
public final class ListingContext {

	/** No default model, no server, no other programs. */
	static final ListingContext NONE = new ListingContext(null, Optional::empty);

	private final @Nullable ModelReference defaultModel;

	private final Supplier<Optional<ServerCapabilities>> server;

	private final List<Path> stores;

	private final @Nullable ModelLister lister;

	/**
	 * Lists the models directory and the models of other programs.
	 * @param defaultModel the model that is served by default; null if there is none
	 * @param server asked at each listing for the capabilities of the running server;
	 * empty while none runs
	 * @param stores directories of other programs, searched if the lister fails
	 * @param lister lists the models in these directories; null to list only the models
	 * directory
	 */
	public ListingContext(@Nullable ModelReference defaultModel, Supplier<Optional<ServerCapabilities>> server,
			List<Path> stores, @Nullable ModelLister lister) {
		this.defaultModel = defaultModel;
		this.server = server;
		this.stores = List.copyOf(stores);
		this.lister = lister;
	}

	/**
	 * Lists only the models directory.
	 * @param defaultModel the model that is served by default; null if there is none
	 * @param server as for the other constructor
	 */
	public ListingContext(@Nullable ModelReference defaultModel, Supplier<Optional<ServerCapabilities>> server) {
		this(defaultModel, server, List.of(), null);
	}

	@Nullable ModelReference defaultModel() {
		return this.defaultModel;
	}

	Optional<ServerCapabilities> server() {
		return this.server.get();
	}

	List<Path> stores() {
		return this.stores;
	}

	@Nullable ModelLister lister() {
		return this.lister;
	}

}
