package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.Patterns;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/** The models that are known by name. */
public final class ModelCatalog {

	private static final String BUILT_IN = "catalog.yaml";

	/** Null until they are asked for. */
	private @Nullable List<Entry> models;

	private ModelCatalog() {
	}

	/**
	 * Makes a catalog.
	 * @param models the models, no two with the same id or file name
	 */
	public ModelCatalog(List<Entry> models) {
		Set<String> ids = new HashSet<>();
		Set<String> files = new HashSet<>();
		for (Entry model : models) {
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
	public synchronized List<Entry> models() {
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
		List<Entry> all = new ArrayList<>(more.models());
		models().stream().filter((model) -> more.find(model.id()).isEmpty()).forEach(all::add);
		return new ModelCatalog(all);
	}

	/**
	 * Finds a model by its id.
	 * @param id exact id
	 * @return the model, or empty
	 */
	public Optional<Entry> find(String id) {
		return models().stream().filter((model) -> model.id().equals(id)).findFirst();
	}

	/**
	 * Ids of all models, in the catalog's order.
	 * @return the ids
	 */
	public List<String> ids() {
		return models().stream().map(Entry::id).toList();
	}

	private static void requireNew(Set<String> taken, String what, String name) {
		if (!taken.add(name)) {
			throw new IllegalArgumentException("%s '%s' is in the catalog twice".formatted(what, name));
		}
	}

	/**
	 * A model of a catalog, in one or more quantisations.
	 *
	 * @param id name for the model setting
	 * @param license SPDX identifier, or Hugging Face's name of the licence
	 * @param licenseUrl address of the licence; null for one of SPDX
	 * @param contextTokens context size of its training, in tokens
	 * @param architecture llama.cpp's name of the architecture; null if not known in
	 * advance
	 * @param template chat template; {@link ChatTemplate#NONE} if it has none or if it is
	 * not known in advance
	 * @param variants at least one, the preferred one first
	 */
	public record Entry(String id, String license, @Nullable String licenseUrl, long contextTokens,
			@Nullable String architecture, ChatTemplate template, List<Variant> variants) {

		public Entry {
			Patterns.require("id", id, "[a-z0-9][a-z0-9._-]*");
			Patterns.require("license of '%s'".formatted(id), license, "[A-Za-z0-9][\\w.+-]*");
			variants = List.copyOf(variants);
			if (variants.isEmpty()) {
				throw new IllegalArgumentException("variants of '%s' is empty".formatted(id));
			}
			if (contextTokens <= 0) {
				throw new IllegalArgumentException(
						"context of '%s' is %d, must be more than 0".formatted(id, contextTokens));
			}
		}

		/** Requirements of a variant on its server. */
		ModelNeeds needs(Variant variant) {
			return new ModelNeeds(variant.tensorTypes(), this.architecture, this.template);
		}

	}

	/**
	 * One file of a catalog's model.
	 *
	 * @param fileName name of the file in the models directory
	 * @param sizeBytes size in bytes: exact if there is a digest, else approximate
	 * @param sha256 verified digest, 64 hexadecimal digits in lower case; null if Hugging
	 * Face's answer at the first download decides
	 * @param tensorTypes llama.cpp's names of its tensor types, which decide which
	 * servers can run it; empty if not known in advance
	 * @param sources at least one, in the order to try; without a digest the first one
	 * must be Hugging Face
	 */
	public record Variant(String fileName, long sizeBytes, @Nullable String sha256, Set<String> tensorTypes,
			List<SourceReference> sources) {

		public Variant {
			Patterns.require("file", fileName, "[A-Za-z0-9][\\w.-]*\\.gguf");
			tensorTypes = Set.copyOf(tensorTypes);
			sources = List.copyOf(sources);
			if (sizeBytes <= 0) {
				throw new IllegalArgumentException(
						"size of '%s' is %d, must be more than 0".formatted(fileName, sizeBytes));
			}
			if (sources.isEmpty()) {
				throw new IllegalArgumentException("sources of '%s' is empty".formatted(fileName));
			}
			if (sha256 != null) {
				Patterns.require("sha256", sha256, Patterns.SHA256);
			}
			else if (!(sources.get(0) instanceof SourceReference.Hub)) {
				throw new IllegalArgumentException(
						"'%s' has neither a sha256 nor a first source that begins with 'hf:'".formatted(fileName));
			}
		}

	}

}
