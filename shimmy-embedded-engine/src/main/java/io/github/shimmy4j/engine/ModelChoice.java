package io.github.shimmy4j.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ModelFile;
import io.github.shimmy4j.engine.model.ModelScan;

/** Chooses the model: the one that is named, or the only one that is found. */
final class ModelChoice {

	private ModelChoice() {
	}

	/** Directories to scan, separated by {@code ;} on every system, as for shimmy. */
	static List<Path> directories(@Nullable String option, Map<String, String> environment) {
		String value = (option != null) ? option : environment.getOrDefault("SHIMMY_MODEL_PATHS", "models");
		return Arrays.stream(value.split(";")).filter((path) -> !path.isBlank()).map(Path::of).toList();
	}

	static ModelFile direct(Path file) {
		if (!Files.isRegularFile(file)) {
			throw EngineException.startFailed("❌ Model file not found: " + file);
		}
		return ModelFile.direct(file);
	}

	static ModelFile onlyOne(List<Path> directories) {
		List<ModelFile> models = ModelScan.models(directories);
		if (models.isEmpty()) {
			throw EngineException.startFailed("❌ No models available. Please name one with --model-path FILE, "
					+ "or a directory that has one with --model-dirs DIRECTORY");
		}
		if (models.size() > 1) {
			throw EngineException.startFailed("❌ Several models found, name one with --model-path: "
					+ models.stream().map((model) -> model.path().toString()).collect(Collectors.joining(", ")));
		}
		return models.get(0);
	}

}
