package io.github.shimmy4j.model;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A model that is on this machine, whether or not it can be used.
 *
 * @param name stable name, that no other model of the same list has
 * @param file absolute path, possibly a link; the first part of a model in parts
 * @param sizeBytes size in bytes, of all parts together
 * @param architecture what llama.cpp calls the kind of model; null if not said
 * @param quantization as llama.cpp names files, such as {@code Q4_K_M}; null if not said
 * @param contextTokens tokens it was trained for; 0 if not said
 * @param isDefault whether it is what {@code shimmy.model} leads to
 * @param fit whether the present server can run it; a file that nothing can run has the
 * answer NO and what is wrong with it
 */
public record LocalModel(String name, Path file, long sizeBytes, @Nullable String architecture,
		@Nullable String quantization, long contextTokens, boolean isDefault, ServerFit fit) {

	public LocalModel {
		if (name.isBlank() || !file.isAbsolute() || sizeBytes < 0 || contextTokens < 0) {
			throw new IllegalArgumentException("no local model: name '%s', file '%s', %d bytes, context of %d tokens"
				.formatted(name, file, sizeBytes, contextTokens));
		}
	}

}
