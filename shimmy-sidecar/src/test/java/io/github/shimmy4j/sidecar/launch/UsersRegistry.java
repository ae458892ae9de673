package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.LocalModel;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;

/** A registry of an application's own, that only finds models; remembers which. */
public final class UsersRegistry implements ModelRegistry {

	private final Function<ModelReference, ModelLocation> lookup;

	private final List<String> located = new CopyOnWriteArrayList<>();

	public UsersRegistry(Function<ModelReference, ModelLocation> lookup) {
		this.lookup = lookup;
	}

	/** Names of the models that were located, one for each call. */
	public List<String> located() {
		return this.located;
	}

	@Override
	public ModelLocation locate(ModelReference model) {
		this.located.add(model.name());
		return this.lookup.apply(model);
	}

	@Override
	public ModelFile ensureDefault(ModelReference model, ServerCapabilities server, DownloadHandler handler) {
		throw new AssertionError("nothing is to be fetched");
	}

	@Override
	public List<LocalModel> listLocal() {
		throw new AssertionError("nothing is to be listed");
	}

	@Override
	public ModelFile importFile(Path file, String name) {
		throw new AssertionError("nothing is to be imported");
	}

	@Override
	public void remove(ModelReference model) {
		throw new AssertionError("nothing is to be removed");
	}

	@Override
	public Verification verify(ModelReference model) {
		throw new AssertionError("nothing is to be verified");
	}

	@Override
	public long prune() {
		throw new AssertionError("nothing is to be pruned");
	}

}
