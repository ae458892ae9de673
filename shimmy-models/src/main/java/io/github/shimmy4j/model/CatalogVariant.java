package io.github.shimmy4j.model;

import java.util.List;
import java.util.Set;

import io.github.shimmy4j.transfer.Patterns;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * One file of a model that is known by name: what it must be, and where it can be had.
 *
 * @param fileName name of the file in the models directory
 * @param sizeBytes size in bytes: exact where there is a digest, else about so many
 * @param sha256 digest that somebody verified, 64 hexadecimal digits in lower case; null
 * where the record of Hugging Face at the commit decides
 * @param tensorTypes types of its tensors, as llama.cpp names them; they decide which
 * servers can run it; empty where only the file will tell
 * @param sources where it can be had, in the order to try; at least one, and the first
 * one of Hugging Face where there is no digest
 */
public record CatalogVariant(String fileName, long sizeBytes, @Nullable String sha256, Set<String> tensorTypes,
		List<SourceReference> sources) {

	public CatalogVariant {
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
