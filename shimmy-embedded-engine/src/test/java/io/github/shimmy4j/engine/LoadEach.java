package io.github.shimmy4j.engine;

import java.nio.file.Path;

import io.github.shimmy4j.engine.llama.LlamaLanguageModel;
import io.github.shimmy4j.engine.llama.LoadOptions;
import io.github.shimmy4j.engine.model.ModelFile;
import io.github.shimmy4j.engine.model.ModelLoadException;

/**
 * Loads models one after the other, in a process of its own, because llama.cpp writes
 * directly to its output.
 */
final class LoadEach {

	private LoadEach() {
	}

	public static void main(String[] files) {
		for (String file : files) {
			Path path = Path.of(file);
			try {
				LlamaLanguageModel.load(path, ModelFile.direct(path).header().vocabulary(),
						new LoadOptions(8, 1, 0, 1, false, false));
			}
			catch (ModelLoadException ex) {
				System.err.println(ex.getMessage());
			}
		}
		System.exit(0);
	}

}
