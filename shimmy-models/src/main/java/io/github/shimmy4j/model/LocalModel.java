package io.github.shimmy4j.model;

import java.nio.file.Path;

import io.github.shimmy4j.model.ModelLocation.ServerFit;
import org.jspecify.annotations.Nullable;

/**
 * A model on this machine, usable or not.
 *
 * @param name stable name, unique in its list
 * @param file absolute path, possibly a link; the first part of a split model
 * @param sizeBytes size of all parts together, in bytes
 * @param architecture llama.cpp's name of the architecture; null if the header has none
 * @param quantization llama.cpp's name, such as {@code Q4_K_M}; null if the header has
 * none
 * @param contextTokens context size of its training, in tokens; 0 if the header has none
 * @param isDefault whether the model setting means this file
 * @param fit whether the running server can run it; NO with the defect for a broken file
 */
public record LocalModel(String name, Path file, long sizeBytes, @Nullable String architecture,
		@Nullable String quantization, long contextTokens, boolean isDefault, ServerFit fit) {

	public LocalModel {
		if (name.isBlank() || !file.isAbsolute() || sizeBytes < 0 || contextTokens < 0) {
			throw new IllegalArgumentException(
					"invalid local model: name '%s', file '%s', %d bytes, context of %d tokens".formatted(name, file,
							sizeBytes, contextTokens));
		}
	}

}
