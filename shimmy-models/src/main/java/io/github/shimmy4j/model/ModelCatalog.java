package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/** The models that are known by name. */
public final class ModelCatalog {

	private static final String BUILT_IN = "catalog.yaml";

	/** Null until they are asked for. */
	private @Nullable List<CatalogModel> models;

	private ModelCatalog() {
	}

	/**
	 * Makes a catalog.
	 * @param models the models, no two with the same id or file name
	 */
	public ModelCatalog(List<CatalogModel> models) {
		Set<String> ids = new HashSet<>();
		Set<String> files = new HashSet<>();
		for (CatalogModel model : models) {
			requireNew(ids, "id", model.id());
			model.variants().forEach((variant) -> requireNew(files, "file", variant.fileName()));
		}
		this.models = List.copyOf(models);
	}

	/**
	 * Gives the catalog of shimmy4j. Its file is read when a model is first looked up: an
	 * application that uses an external server never needs it.
	 */
	public static ModelCatalog builtIn() {
		return new ModelCatalog();
	}

	/**
	 * All models.
	 * @return the models, no two with the same id or file name
	 */
	public synchronized List<CatalogModel> models() {
		if (this.models == null) {
			this.models = readBuiltIn().models();
		}
		return this.models;
	}

	private static ModelCatalog readBuiltIn() {
		try (InputStream stream = ModelCatalog.class.getResourceAsStream(BUILT_IN)) {
			if (stream == null) {
				throw new IllegalStateException("%s is missing beside its class".formatted(BUILT_IN));
			}
			return parse(stream, BUILT_IN);
		}
		catch (IOException ex) {
			throw new IllegalStateException("%s cannot be read".formatted(BUILT_IN), ex);
		}
	}

	/**
	 * Reads a catalog. Its form is told in {@code docs/models.md}.
	 * @param yaml at most 1 MiB of YAML
	 * @param name what it is called in failures
	 * @return the catalog
	 * @throws ShimmyException INVALID_CONFIGURATION, with the place in the file
	 * @throws IOException if it cannot be read
	 */
	public static ModelCatalog parse(InputStream yaml, String name) throws IOException {
		return CatalogYaml.parse(yaml, name);
	}

	/**
	 * This catalog and another one.
	 * @param more models to add; one with an id of this catalog takes its place
	 * @return both together, those that were added first
	 */
	public ModelCatalog and(ModelCatalog more) {
		List<CatalogModel> all = new ArrayList<>(more.models());
		models().stream().filter((model) -> more.find(model.id()).isEmpty()).forEach(all::add);
		return new ModelCatalog(all);
	}

	/**
	 * Finds a model by its id.
	 * @param id exact id
	 * @return the model, or empty
	 */
	public Optional<CatalogModel> find(String id) {
		return models().stream().filter((model) -> model.id().equals(id)).findFirst();
	}

	/**
	 * Ids of all models, in the catalog's order.
	 * @return the ids
	 */
	public List<String> ids() {
		return models().stream().map(CatalogModel::id).toList();
	}

	private static void requireNew(Set<String> taken, String what, String name) {
		if (!taken.add(name)) {
			throw new IllegalArgumentException("%s '%s' is in the catalog twice".formatted(what, name));
		}
	}

}
