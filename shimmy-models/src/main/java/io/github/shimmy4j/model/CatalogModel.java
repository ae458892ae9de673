package io.github.shimmy4j.model;

import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.transfer.Patterns;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * A model of a catalog, in one or more quantisations.
 *
 * @param id name for {@code shimmy.model}
 * @param license SPDX identifier, or Hugging Face's name of the licence
 * @param licenseUrl address of the licence; null for one of SPDX
 * @param contextTokens context size of its training, in tokens
 * @param architecture llama.cpp's name of the architecture; null if not known in advance
 * @param template chat template; {@link ChatTemplate#NONE} if it has none or if it is not
 * known in advance
 * @param variants at least one, the preferred one first
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

	/** Requirements of a variant on its server. */
	ModelNeeds needs(Variant variant) {
		return new ModelNeeds(variant.tensorTypes(), this.architecture, this.template);
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
