package io.github.shimmy4j.model;

import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.transfer.Patterns;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * A model that is known by name, in one or more quantisations.
 *
 * @param id name that {@code shimmy.model} takes
 * @param license SPDX identifier, or the name by which Hugging Face knows the licence
 * @param licenseUrl where the licence can be read; null for one that SPDX knows
 * @param contextTokens tokens that it was trained for
 * @param architecture what llama.cpp calls the kind of model; null where only the file
 * will tell
 * @param template its chat template; {@link ChatTemplate#NONE} where it has none or only
 * the file will tell
 * @param variants its files, the one to prefer first; at least one
 */
public record CatalogModel(String id, String license, @Nullable String licenseUrl, long contextTokens,
		@Nullable String architecture, ChatTemplate template, List<Variant> variants) {

	public CatalogModel {
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

	/** What one of the variants asks of a server. */
	ModelNeeds needs(Variant variant) {
		return new ModelNeeds(variant.tensorTypes(), this.architecture, this.template);
	}

	/**
	 * One file of a model that is known by name: what it must be, and where it can be
	 * had.
	 *
	 * @param fileName name of the file in the models directory
	 * @param sizeBytes size in bytes: exact where there is a digest, else about so many
	 * @param sha256 digest that somebody verified, 64 hexadecimal digits in lower case;
	 * null where the record of Hugging Face at the commit decides
	 * @param tensorTypes types of its tensors, as llama.cpp names them; they decide which
	 * servers can run it; empty where only the file will tell
	 * @param sources where it can be had, in the order to try; at least one, and the
	 * first one of Hugging Face where there is no digest
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
				Patterns.require("sha256", sha256, "[0-9a-f]{64}");
			}
			else if (!(sources.get(0) instanceof SourceReference.Hub)) {
				throw new IllegalArgumentException(
						"'%s' has neither a sha256 nor a first source that begins with 'hf:'".formatted(fileName));
			}
		}

	}

}
